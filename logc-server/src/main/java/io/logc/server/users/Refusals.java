package io.logc.server.users;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How long somebody who was refused waits for the answer: each refusal of the same address doubles it. What it remembers is
 * bounded. When so many addresses were refused that no more can be told apart, a new one waits longest.
 *
 * <p>Any thread.
 */
public final class Refusals {
    static final long SHORTEST_NS = 1_000_000_000L;
    static final int MAX_DOUBLINGS = 4;
    static final long MEMORY_NS = 300 * SHORTEST_NS;
    static final int MAX_ADDRESSES = 4096;

    private final LongSupplier nanoClock;
    private final Map<Long, Record> refused = new ConcurrentHashMap<>();
    private final AtomicLong clearedNs;

    private record Record(int count, long lastNs) {}

    /**
     * Remembers nobody.
     *
     * @param nanoClock the time
     */
    public Refusals(final LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.clearedNs = new AtomicLong(nanoClock.getAsLong());
    }

    /**
     * Counts a refusal.
     *
     * @param address who was refused
     * @return when it is to be answered
     */
    public long delayNs(final InetAddress address) {
        final long nowNs = nanoClock.getAsLong();
        final Long key = key(address);
        if (refused.size() >= MAX_ADDRESSES && !refused.containsKey(key)) {
            forget(nowNs);
            if (refused.size() >= MAX_ADDRESSES) {
                return SHORTEST_NS << MAX_DOUBLINGS;
            }
        }
        final Record now = refused.merge(key, new Record(1, nowNs), (before, first) -> {
            final boolean isForgotten = nowNs - before.lastNs > MEMORY_NS;
            return new Record(isForgotten ? 1 : Math.min(before.count, MAX_DOUBLINGS) + 1, nowNs);
        });
        return SHORTEST_NS << (now.count - 1);
    }

    /** Whom to forget is looked up once a second at most: a flood of new addresses must not cost a walk each. */
    private void forget(final long nowNs) {
        final long beforeNs = clearedNs.get();
        if (nowNs - beforeNs >= SHORTEST_NS && clearedNs.compareAndSet(beforeNs, nowNs)) {
            refused.values().removeIf(record -> nowNs - record.lastNs > MEMORY_NS);
        }
    }

    /** An IPv4 address, or the network of an IPv6 one: whoever has one address there has all 2^64. */
    private static Long key(final InetAddress address) {
        final ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address ? bytes.getLong() : bytes.getInt() & 0xFFFF_FFFFL;
    }

    int size() {
        return refused.size();
    }
}
