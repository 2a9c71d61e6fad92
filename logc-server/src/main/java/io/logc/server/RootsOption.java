package io.logc.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --allowed-roots}, which all commands that write log files have. */
final class RootsOption {
    @Option(
            names = "--allowed-roots",
            split = ",",
            paramLabel = "DIR",
            description = "directories below which log files may be written (default: all that the user may write)")
    private List<Path> named;

    /**
     * The directories that are named; none where everything is allowed.
     *
     * @throws IOException when the option is there and names nothing: a variable that was not set must not open everything
     */
    List<Path> paths() throws IOException {
        if (named == null) {
            return List.of();
        }
        if (named.isEmpty() || named.stream().anyMatch(root -> root.toString().isBlank())) {
            throw new IOException("allowed-roots="
                    + String.join(",", named.stream().map(Path::toString).toList())
                    + ": names no directory, or an empty one; name one, or leave the option out to allow all that the"
                    + " user may write");
        }
        return named;
    }
}
