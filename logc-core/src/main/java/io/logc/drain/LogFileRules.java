package io.logc.drain;

import io.logc.buffer.BufferSpec;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * Which log files a host may write. Any thread.
 *
 * @param allowed whether a file is below one of the roots
 */
record LogFileRules(Predicate<Path> allowed) {
    /**
     * Checks what a buffer asks for.
     *
     * @throws IOException when it is outside the allowed roots, or another file than its application means
     */
    void check(final BufferSpec spec) throws IOException {
        final Path logFile = pathOf(spec);
        if (!logFile.isAbsolute() || logFile.getParent() == null || !allowed.test(logFile)) {
            throw new IOException(logFile + ": is not below any of the allowed roots");
        }
        if (!spec.isSameFileHere()) {
            throw new IOException(
                    logFile + ": is another file here than for the application, which runs in another mount"
                            + " namespace; it has to be drained there");
        }
    }

    private static Path pathOf(final BufferSpec spec) throws IOException {
        try {
            return Path.of(spec.logFile());
        } catch (final InvalidPathException e) {
            throw new IOException(
                    "log file=" + spec.logFile() + ": cannot be named here (" + e.getReason()
                            + "); start what drains it with the application's locale (LANG, LC_ALL)",
                    e);
        }
    }
}
