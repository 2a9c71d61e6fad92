package io.logc.client;

import io.logc.buffer.BufferDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where buffers go: shared memory of this user where it is the host's, {@code .logc} beside the log file in a container,
 * the temporary directory elsewhere.
 */
final class DirectoryChoice {
    private DirectoryChoice() {}

    /**
     * The places to try, best first.
     *
     * @param options of the appender
     * @param logFile absolute path of the log file
     * @return paths of directories, which may not exist yet
     */
    static List<Path> candidates(final LogcOptions options, final Path logFile) {
        final List<Path> places = new ArrayList<>();
        final String fromEnvironment = System.getenv(BufferDirectory.ENVIRONMENT);
        if (options.bufferDirectory() != null) {
            places.add(options.bufferDirectory());
        } else if (fromEnvironment != null && !fromEnvironment.isBlank()) {
            places.add(Path.of(fromEnvironment));
        }
        final Path beside = logFile.resolveSibling(".logc");
        final Path shared = BufferDirectory.defaultPath();
        if (isFirstProcess()) {
            places.add(beside);
            places.add(shared);
        } else {
            places.add(shared);
            places.add(beside);
        }
        return places;
    }

    /** The first process of a container takes the container, and its shared memory, with it when it dies. */
    private static boolean isFirstProcess() {
        return ProcessHandle.current().pid() == 1;
    }
}
