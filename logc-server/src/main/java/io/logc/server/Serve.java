package io.logc.server;

import io.logc.file.Reasons;
import io.logc.server.log.ServerLog;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serve}: runs a server in the foreground until it is told to end. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs the log server in the foreground; SIGTERM or Ctrl-C drains and ends it.")
class Serve implements Callable<Integer> {
    static final int REFUSED = 2;

    @Mixin
    private DirectoryOption directory;

    @Option(
            names = "--port",
            defaultValue = "4567",
            description = "control port on the loopback address; any free one if it is taken (default: 4567)")
    private int port;

    @Mixin
    private RootsOption allowedRoots;

    @Option(
            names = "--idle-exit",
            defaultValue = "0",
            paramLabel = "SECONDS",
            description = "ends the server after this time without a client (default: 0, never)")
    private long idleExitSeconds;

    @Mixin
    private MessageFlags messages;

    @Override
    public Integer call() throws InterruptedException {
        final ServerLog log = new ServerLog(System.err);
        try {
            LogcServer.start(options(), log, Serve::closeWhenTheProcessEnds).awaitEnd();
            return 0;
        } catch (final IOException | IllegalArgumentException e) {
            log.warn("not started: " + Reasons.of(e), null);
            return REFUSED;
        }
    }

    private static void closeWhenTheProcessEnds(final LogcServer server) {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "logc-shutdown"));
        } catch (final IllegalStateException endsAlready) {
            server.close();
        }
    }

    private ServerOptions options() throws IOException {
        return new ServerOptions(
                directory.path(), port, allowedRoots.paths(), Duration.ofSeconds(idleExitSeconds), messages.options());
    }
}
