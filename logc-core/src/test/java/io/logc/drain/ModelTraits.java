package io.logc.drain;

import java.util.SplittableRandom;

/**
 * What may happen in one run. Each run has some of it only: what happens always would keep rarer things from happening in
 * the state that they need.
 *
 * @param steps number of steps
 * @param maxApps applications that may live at once
 * @param maxServers servers that may live at once
 * @param crashes whether processes are killed
 * @param cuts whether calls are cut off by an Error of their thread
 * @param moves whether the file is renamed, and renamed ones deleted
 * @param deletes whether the file is deleted
 * @param copies whether the file is copied and truncated
 * @param others whether other programs write to the file
 * @param diskErrors whether writes fail
 * @param successors whether applications are reconfigured
 * @param truncations whether applications truncate at start
 * @param headers whether the format has a header and a footer
 * @param headerEachStart whether each start writes the header
 * @param eventLength longest usual event
 * @param batchLength bytes of a usual batch
 * @param splits whether most events are split
 */
record ModelTraits(
        int steps,
        int maxApps,
        int maxServers,
        boolean crashes,
        boolean cuts,
        boolean moves,
        boolean deletes,
        boolean copies,
        boolean others,
        boolean diskErrors,
        boolean successors,
        boolean truncations,
        boolean headers,
        boolean headerEachStart,
        int eventLength,
        int batchLength,
        boolean splits) {
    /** A few of these fill the smallest ring. */
    private static final int LONG_EVENT = 8000;

    /** Length of the next event. */
    int nextLength(final SplittableRandom random) {
        return eventLength < LONG_EVENT ? random.nextInt(eventLength) : random.nextInt(LONG_EVENT / 2, LONG_EVENT);
    }

    static ModelTraits of(final SplittableRandom random) {
        return new ModelTraits(
                random.nextInt(20, 120),
                random.nextInt(1, 3),
                random.nextInt(0, 3),
                random.nextInt(4) > 0,
                random.nextInt(3) == 0,
                random.nextInt(3) == 0,
                random.nextInt(4) == 0,
                random.nextInt(5) == 0,
                random.nextInt(3) == 0,
                random.nextInt(3) == 0,
                random.nextInt(2) == 0,
                random.nextInt(4) == 0,
                random.nextInt(2) == 0,
                random.nextInt(3) == 0,
                random.nextInt(3) == 0 ? LONG_EVENT : random.nextInt(1, 200),
                1 << random.nextInt(5, 15),
                random.nextInt(3) > 0);
    }
}
