package io.logc.server.load;

import io.logc.message.wire.NackReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * What became of a load. Collected by one event loop, then added up by the thread that waited for it.
 */
public final class LoadResult {
    private static final long LONGEST_NS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    final Map<NackReason, Long> refused = new EnumMap<>(NackReason.class);
    final Map<NackReason, Long> sentAgain = new EnumMap<>(NackReason.class);
    final Map<String, Long> troubles = new TreeMap<>();
    final List<ClientRow> clients = new ArrayList<>();
    final Histogram latency = new Histogram(LONGEST_NS, DIGITS);
    final Histogram connecting = new Histogram(LONGEST_NS, DIGITS);
    long connected;
    long acknowledged;
    long lost;
    long brokenWhileHeld;
    long waitsForPorts;
    long beginNs;
    long connectedNs;
    long firstSentNs = Long.MAX_VALUE;
    long lastAnswerNs = Long.MIN_VALUE;

    /**
     * One client's latencies.
     *
     * @param index of its connection
     * @param clientId its id
     * @param latency from sending, or from when sending was due, to the acknowledgment
     */
    public record ClientRow(int index, String clientId, AbstractHistogram latency) {}

    static void count(final Map<NackReason, Long> counts, final NackReason reason, final long more) {
        counts.merge(reason, more, Long::sum);
    }

    void trouble(final String words) {
        troubles.merge(words, 1L, Long::sum);
    }

    void answered(final long nowNs) {
        if (lastAnswerNs == Long.MIN_VALUE || nowNs - lastAnswerNs > 0) {
            lastAnswerNs = nowNs;
        }
    }

    void sent(final long nowNs) {
        if (firstSentNs == Long.MAX_VALUE || nowNs - firstSentNs < 0) {
            firstSentNs = nowNs;
        }
    }

    void add(final LoadResult other) {
        other.refused.forEach((reason, count) -> count(refused, reason, count));
        other.sentAgain.forEach((reason, count) -> count(sentAgain, reason, count));
        other.troubles.forEach((words, count) -> troubles.merge(words, count, Long::sum));
        clients.addAll(other.clients);
        latency.add(other.latency);
        connecting.add(other.connecting);
        connected += other.connected;
        acknowledged += other.acknowledged;
        lost += other.lost;
        brokenWhileHeld += other.brokenWhileHeld;
        waitsForPorts += other.waitsForPorts;
        if (other.firstSentNs != Long.MAX_VALUE) {
            sent(other.firstSentNs);
        }
        if (other.lastAnswerNs != Long.MIN_VALUE) {
            answered(other.lastAnswerNs);
        }
    }

    /** Connections that were opened, and where the protocol has one, greeted. */
    public long connected() {
        return connected;
    }

    /** Messages that were acknowledged. */
    public long acknowledged() {
        return acknowledged;
    }

    /** Messages refused for good: answered so, or of a connection that was refused. */
    public Map<NackReason, Long> refused() {
        return Collections.unmodifiableMap(refused);
    }

    /** Messages refused for good, for whatever reason. */
    public long refusedInAll() {
        return refused.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Answers after which a message was sent again. */
    public Map<NackReason, Long> sentAgain() {
        return Collections.unmodifiableMap(sentAgain);
    }

    /** Messages that were not answered. */
    public long lost() {
        return lost;
    }

    /** Connections that broke after their last answer. */
    public long brokenWhileHeld() {
        return brokenWhileHeld;
    }

    /** How many times no local port was free. */
    public long waitsForPorts() {
        return waitsForPorts;
    }

    /** Why connections could not be opened, or broke, and how many did. */
    public Map<String, Long> troubles() {
        return Collections.unmodifiableMap(troubles);
    }

    /** Whether all was acknowledged and no connection broke. */
    public boolean complete() {
        return lost == 0 && brokenWhileHeld == 0 && refused.isEmpty();
    }

    /** From sending, or from when sending was due, to the acknowledgment; in nanoseconds. */
    public Histogram latency() {
        return latency;
    }

    /** From the first try to connect to the first message that may be sent; in nanoseconds. */
    public Histogram connecting() {
        return connecting;
    }

    /** Each client's latencies in their order; empty when the plan does not ask for them. */
    public List<ClientRow> clients() {
        return Collections.unmodifiableList(clients);
    }

    /** From the first connect to the last answer. */
    public double totalSeconds() {
        return seconds(beginNs, Math.max(connectedNs, lastAnswerNs == Long.MIN_VALUE ? connectedNs : lastAnswerNs));
    }

    /** From the first connect until all connections were open. */
    public double connectSeconds() {
        return seconds(beginNs, connectedNs);
    }

    /** From the first message to the last answer. */
    public double messageSeconds() {
        return firstSentNs == Long.MAX_VALUE || lastAnswerNs == Long.MIN_VALUE ? 0 : seconds(firstSentNs, lastAnswerNs);
    }

    /** Messages that were acknowledged, a second. */
    public double messagesPerSecond() {
        final double seconds = messageSeconds();
        return seconds > 0 ? acknowledged / seconds : 0;
    }

    private static double seconds(final long fromNs, final long toNs) {
        return (toNs - fromNs) / 1e9;
    }
}
