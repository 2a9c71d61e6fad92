package io.logc.samples.crashdemo;

/**
 * Buckets for durations: 32 of equal width between each power of two and the next, so that a duration is known to 3 %
 * over the whole range from 1 ns to 18 minutes.
 */
final class Durations {
    private static final int SUB_BITS = 5;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;
    private static final int MAX_BITS = 40;
    /** How many there are. */
    static final int BUCKETS = (MAX_BITS - SUB_BITS + 1) * SUB_BUCKETS;

    private Durations() {}

    static int bucketOf(final long durationNs) {
        final long value = Math.max(0, Math.min(durationNs, (1L << MAX_BITS) - 1));
        final int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(value) - SUB_BITS - 1);
        return shift * SUB_BUCKETS + (int) (value >>> shift);
    }

    /** The longest duration that belongs to a bucket. */
    static long longestOf(final int bucket) {
        final int shift = Math.max(0, bucket / SUB_BUCKETS - 1);
        return ((bucket - (long) shift * SUB_BUCKETS + 1) << shift) - 1;
    }

    /**
     * The duration that a fraction of the calls did not exceed.
     *
     * @param counts calls in each bucket
     * @param fraction between 0 and 1
     * @return nanoseconds, or -1 when no call was timed
     */
    static long quantileNs(final long[] counts, final double fraction) {
        long total = 0;
        for (final long count : counts) {
            total += count;
        }
        long left = (long) Math.ceil(total * fraction);
        for (int bucket = 0; bucket < counts.length; bucket++) {
            left -= counts[bucket];
            if (left <= 0 && total > 0) {
                return longestOf(bucket);
            }
        }
        return -1;
    }
}
