package io.logc.server;

import io.logc.buffer.BufferDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --buffer-directory}, which all commands that look at buffers have. */
final class DirectoryOption {
    @Option(
            names = "--buffer-directory",
            paramLabel = "DIR",
            description = "where applications put their buffers (default: /dev/shm/logc-<uid>)")
    private Path named;

    /** The directory that is named, or this user's own. */
    Path path() {
        return named == null || named.toString().isBlank() ? BufferDirectory.defaultPath() : named;
    }

    /** Opens it for who only looks for what is there; null where there is none, which is not made. */
    BufferDirectory openExisting() throws IOException {
        return Files.isDirectory(path()) ? BufferDirectory.open(path()) : null;
    }

    /** What a person should know who looks at a directory that is none. */
    String none() {
        return path()
                + ": no application of this user has made a buffer here; run this as the applications' user, or name"
                + " their directory: --buffer-directory=DIR";
    }
}
