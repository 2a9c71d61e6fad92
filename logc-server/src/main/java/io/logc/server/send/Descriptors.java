package io.logc.server.send;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many files and sockets this process may open. */
final class Descriptors {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String NAME = "Max open files";
    private static final int OWN = 200;

    private Descriptors() {}

    /**
     * Whether so many connections can be open at once.
     *
     * @param connections how many
     * @return null, or what is wrong and what to do
     */
    static String complaint(final int connections) {
        final long limit = limit();
        return connections + OWN <= limit
                ? null
                : connections + " connections at once need more than the " + limit
                        + " descriptors that this process may open: ulimit -n " + (connections + OWN)
                        + " in the shell that starts it, and in that of the server";
    }

    private static long limit() {
        try {
            for (final String line : Files.readAllLines(LIMITS)) {
                if (line.startsWith(NAME)) {
                    final String soft = line.substring(NAME.length()).trim().split(" +")[0];
                    return "unlimited".equals(soft) ? Long.MAX_VALUE : Long.parseLong(soft);
                }
            }
        } catch (final IOException e) {
            return Long.MAX_VALUE; // not Linux: the limit shows when it is reached
        }
        return Long.MAX_VALUE;
    }
}
