package io.logc.server;

import io.logc.server.message.options.MessageOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a server is started with.
 *
 * @param bufferDirectory of its clients' buffers
 * @param port to listen on at the loopback address; when it is taken, any free one
 * @param allowedRoots directories below which log files may be written; empty for all that the user may write
 * @param idleExit ends the server after this time without a client; zero for never
 * @param messages that it takes over TCP; null for none
 */
record ServerOptions(
        Path bufferDirectory, int port, List<Path> allowedRoots, Duration idleExit, MessageOptions messages) {
    private static final int MAX_PORT = 65535;

    /** Refuses what makes no sense with the option's name, its value and what is allowed. */
    ServerOptions {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port=" + port + ": must be between 0 and " + MAX_PORT);
        }
        Seconds.checked("idle-exit", idleExit);
    }

    /** A server that takes no messages. */
    ServerOptions(final Path bufferDirectory, final int port, final List<Path> allowedRoots, final Duration idleExit) {
        this(bufferDirectory, port, allowedRoots, idleExit, null);
    }
}
