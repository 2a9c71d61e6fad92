package io.logc.server.send;

import io.logc.server.load.LoadGenerator;
import io.logc.server.load.LoadPlan;
import io.logc.server.load.LoadResult;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;

/** Runs the load generator as the options say. Belongs to one thread. */
final class Load {
    private final ConnectionOptions connection;
    private final LoadOptions options;
    private final PrintStream out;
    private final PrintStream progress;

    Load(
            final ConnectionOptions connection,
            final LoadOptions options,
            final PrintStream out,
            final PrintStream progress) {
        this.connection = connection;
        this.options = options;
        this.out = out;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @param name of the messages
     * @return the exit code
     * @throws IOException when it cannot begin, in words for the user
     * @throws InterruptedException when the thread is
     */
    int run(final String name) throws IOException, InterruptedException {
        final LoadPlan plan = options.plan(name, connection.timeoutSeconds());
        final String tooMany = Descriptors.complaint(plan.openAtOnce());
        if (tooMany != null) {
            throw new IOException(tooMany);
        }
        try (LoadGenerator generator = new LoadGenerator(plan, connection.target(options.isLine()), progress);
                PrintWriter json = options.json() == null
                        ? null
                        : new PrintWriter(Files.newBufferedWriter(options.json()), true)) {
            return rounds(generator, plan, json);
        }
    }

    private int rounds(final LoadGenerator generator, final LoadPlan plan, final PrintWriter json)
            throws IOException, InterruptedException {
        final LoadReport report = new LoadReport(out, plan);
        boolean complete = true;
        for (int round = 1; round <= options.repeat() && complete; round++) {
            final LoadResult result = generator.run();
            if (json != null) {
                json.println(LoadJson.line(plan, result));
            }
            if (result.connected() == 0 && result.refused().isEmpty()) {
                throw new IOException("no connection to " + connection.host() + ":"
                        + (options.isLine() ? connection.linePort() : connection.port()) + ": "
                        + String.join("; ", result.troubles().keySet()));
            }
            complete &= result.complete();
            if (round < options.repeat() && complete) {
                report.printShort(round, result);
            } else {
                report.print(result);
            }
        }
        return complete ? Send.DONE : Send.INCOMPLETE;
    }
}
