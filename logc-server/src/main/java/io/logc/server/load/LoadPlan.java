package io.logc.server.load;

import java.util.concurrent.TimeUnit;

/**
 * What the load generator is to do.
 *
 * @param connections how many, each a client of its own
 * @param messages of each connection
 * @param rate messages a second of all connections together; 0: as fast as answers allow
 * @param payloadLength bytes of a payload
 * @param pipelining messages of a connection that may wait for an answer
 * @param connectRate connections a second; 0: as fast as they are accepted
 * @param connecting connections that are being opened at a time, in short mode those that are open at a time
 * @param together whether all connections are opened before the first message is sent
 * @param closeEach short mode: a connection is closed as soon as its messages are answered, and the next one opened
 * @param holdSeconds how long all connections stay open and idle at the end
 * @param timeoutSeconds after how long without any answer it gives up
 * @param threads event loops
 * @param perClient whether latencies are kept for each client
 * @param clientPrefix client ids are this, {@code -}, and a number from 1
 * @param name message name
 * @param line whether the line protocol is spoken, which has neither client ids nor names
 */
public record LoadPlan(
        int connections,
        int messages,
        int rate,
        int payloadLength,
        int pipelining,
        int connectRate,
        int connecting,
        boolean together,
        boolean closeEach,
        int holdSeconds,
        int timeoutSeconds,
        int threads,
        boolean perClient,
        String clientPrefix,
        String name,
        boolean line) {

    /**
     * How many messages there are.
     *
     * @return those of all connections
     */
    public long totalMessages() {
        return (long) connections * messages;
    }

    /**
     * Connections that are open at the same time.
     *
     * @return how many at most
     */
    public int openAtOnce() {
        return closeEach ? Math.min(connections, connecting) : connections;
    }

    /** Whether no message is sent before all connections are open. */
    boolean waitsForAll() {
        return together || rate > 0;
    }

    /**
     * When a message is due, from the moment at which sending begins; in turn over the connections.
     *
     * @param connection index of it
     * @param message index in its connection
     * @return 0 when there is no rate
     */
    long dueNs(final int connection, final int message) {
        if (rate == 0) {
            return 0;
        }
        final long number = (long) message * connections + connection;
        return number / rate * TimeUnit.SECONDS.toNanos(1) + number % rate * TimeUnit.SECONDS.toNanos(1) / rate;
    }

    /** When a connection is due, from the beginning. */
    long connectDueNs(final int connection) {
        return connectRate == 0 ? 0 : connection * TimeUnit.SECONDS.toNanos(1) / connectRate;
    }

    String clientId(final int connection) {
        return clientPrefix + '-' + (connection + 1);
    }
}
