package io.logc.server.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.wire.MessageProtocol;
import io.logc.server.load.LoadPlan;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options of the load generator. */
final class LoadOptions {
    private static final int CONNECTING = 128;
    private static final int SHORT_AT_ONCE = 100;
    private static final int MAX_THREADS = 8;
    private static final int LONGEST_NUMBER = 11;

    @Option(names = "--connections", paramLabel = "N", description = "generates load: so many connections (default: 1)")
    private Integer connections;

    @Option(names = "--messages", paramLabel = "N", description = "generates load: so many of each (default: 1)")
    private Integer messages;

    @Option(
            names = "--line",
            description = "generates load by the line protocol (default port: 31337), as --user; nothing is sent again")
    private boolean line;

    @Option(
            names = "--rate",
            defaultValue = "0",
            paramLabel = "N",
            description = "messages a second in all, and latencies from when each was due (default: 0, no limit)")
    private int rate;

    @Option(names = "--size", defaultValue = "100", paramLabel = "BYTES", description = "of a message (default: 100)")
    private int size;

    @Option(
            names = "--pipelining",
            defaultValue = "1",
            paramLabel = "N",
            description = "messages of a connection that may be unanswered (default: 1)")
    private int pipelining;

    @Option(
            names = "--connect-rate",
            defaultValue = "0",
            paramLabel = "N",
            description = "connections a second in all (default: 0, no limit)")
    private int connectRate;

    @Option(
            names = "--connecting",
            defaultValue = "0",
            paramLabel = "N",
            description = "connections that are being opened at a time, with --short those that are open at a time"
                    + " (default: 128, with --short 100)")
    private int connecting;

    @Option(names = "--together", description = "opens all connections before the first message")
    private boolean together;

    @Option(names = "--short", description = "closes each connection after its messages, and opens the next one")
    private boolean closeEach;

    @Option(
            names = "--hold",
            defaultValue = "0",
            paramLabel = "SECONDS",
            description = "keeps the connections open and idle at the end (default: 0)")
    private int holdSeconds;

    @Option(
            names = "--repeat",
            defaultValue = "1",
            paramLabel = "N",
            description = "does all that N times, and tells about the last in full (default: 1)")
    private int repeat;

    @Option(
            names = "--threads",
            defaultValue = "0",
            paramLabel = "N",
            description = "threads that it uses (default: one for each processor, at most 8)")
    private int threads;

    @Option(
            names = "--client-prefix",
            defaultValue = "load",
            paramLabel = "TEXT",
            description = "client ids are this, a dash and a number from 1 (default: load)")
    private String clientPrefix;

    @Option(names = "--per-client", description = "one row of latencies for each client")
    private boolean perClient;

    @Option(names = "--json", paramLabel = "FILE", description = "writes a line of JSON for each time it was done")
    private Path json;

    boolean isLoad() {
        return connections != null || messages != null || line;
    }

    boolean isLine() {
        return line;
    }

    int repeat() {
        return repeat;
    }

    Path json() {
        return json;
    }

    LoadPlan plan(final String name, final int timeoutSeconds) {
        final int processors = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
        final int count = connections == null ? 1 : connections;
        return new LoadPlan(
                count,
                messages == null ? 1 : messages,
                rate,
                size,
                pipelining,
                connectRate,
                connecting > 0 ? connecting : closeEach ? SHORT_AT_ONCE : CONNECTING,
                together,
                closeEach,
                holdSeconds,
                timeoutSeconds,
                Math.min(count, threads > 0 ? threads : processors),
                perClient,
                clientPrefix,
                name,
                line);
    }

    /** Null, or what is wrong. */
    String complaint() {
        if (connections != null && connections < 1 || messages != null && messages < 1) {
            return "--connections and --messages: must be at least 1";
        }
        if (rate < 0 || connectRate < 0 || connecting < 0 || threads < 0 || holdSeconds < 0) {
            return "--rate, --connect-rate, --connecting, --threads and --hold: must not be negative";
        }
        if (pipelining < 1 || repeat < 1) {
            return "--pipelining and --repeat: must be at least 1";
        }
        if (size < 0 || size > MessageProtocol.MAX_PAYLOAD_LENGTH) {
            return "--size=" + size + ": must be from 0 to " + MessageProtocol.MAX_PAYLOAD_LENGTH + " bytes";
        }
        if (closeEach && (together || rate > 0 || holdSeconds > 0)) {
            return "--short: goes with none of --together, --rate and --hold";
        }
        final int prefixLength = clientPrefix.getBytes(UTF_8).length;
        if (prefixLength < 1 || prefixLength + LONGEST_NUMBER > MessageProtocol.MAX_CLIENT_ID_LENGTH) {
            return "--client-prefix=" + clientPrefix + ": must be from 1 to "
                    + (MessageProtocol.MAX_CLIENT_ID_LENGTH - LONGEST_NUMBER) + " bytes";
        }
        return null;
    }
}
