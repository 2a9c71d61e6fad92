package io.logc.server.control;

/**
 * Says when one client's requests come too fast, and how long not to look at them. Requests are hints, so a client that has
 * to wait loses nothing.
 *
 * <p>A client that has new records, or waits for an answer before it asks again, may send 200 requests in 100 ms. More than a
 * few that ask for nothing new are a flood; each in a row doubles the pause.
 *
 * <p>Owned by the session's thread.
 */
final class RequestPace {
    static final int MAX_REQUESTS = 200;
    static final int MAX_USELESS = 20;
    static final long INTERVAL_NS = 100_000_000L;
    static final int MAX_DOUBLINGS = 5;

    private long intervalStartNs;
    private int requests;
    private int useless;
    private int floods;

    RequestPace(final long nowNs) {
        intervalStartNs = nowNs;
    }

    /**
     * Counts a request.
     *
     * @param nowNs when it came
     * @param isUseless whether it asks for nothing that is not done or being done
     * @return how long to wait before the next one is looked at, mostly 0
     */
    long pauseNs(final long nowNs, final boolean isUseless) {
        if (nowNs - intervalStartNs > INTERVAL_NS) {
            floods = 0;
            begin(nowNs);
        }
        requests++;
        useless += isUseless ? 1 : 0;
        long pauseNs = 0;
        if (useless > MAX_USELESS) {
            pauseNs = INTERVAL_NS << Math.min(floods++, MAX_DOUBLINGS);
        } else if (requests > MAX_REQUESTS) {
            pauseNs = intervalStartNs + INTERVAL_NS - nowNs;
        }
        if (pauseNs > 0) {
            begin(nowNs + pauseNs);
        }
        return pauseNs;
    }

    private void begin(final long startNs) {
        intervalStartNs = startNs;
        requests = 0;
        useless = 0;
    }
}
