package io.logc.server.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many connections leave a server the descriptors that its files need. Stateless. */
final class Descriptors {
    static final int RESERVE = 300;
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String OPEN_FILES = "Max open files";

    private static final long OF_PROCESS = limit();

    private Descriptors() {}

    /**
     * The most connections at once.
     *
     * @param wanted connections that were asked for
     * @return as many, or fewer when all of them would take the descriptors of the log files
     */
    static int connections(final int wanted) {
        return connections(wanted, OF_PROCESS);
    }

    static int connections(final int wanted, final long limit) {
        // Where there are few, nothing sensible can be kept back.
        return limit > 2 * RESERVE ? (int) Math.min(wanted, limit - RESERVE) : wanted;
    }

    /** Not known where the platform does not tell, or there is none. */
    private static long limit() {
        try {
            for (final String line : Files.readAllLines(LIMITS)) {
                if (line.startsWith(OPEN_FILES)) {
                    return Long.parseLong(
                            line.substring(OPEN_FILES.length()).trim().split("\\s+")[0]);
                }
            }
        } catch (final IOException | NumberFormatException unlimited) {
            return Long.MAX_VALUE;
        }
        return Long.MAX_VALUE;
    }
}
