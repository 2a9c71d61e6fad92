package io.logc.server.load;

import java.io.PrintStream;
import java.util.Locale;

/** Says once a second how far a load is. Belongs to the thread that runs it. */
final class LoadProgress {
    private final PrintStream target;
    private final LoadPlan plan;

    LoadProgress(final PrintStream target, final LoadPlan plan) {
        this.target = target;
        this.plan = plan;
    }

    void tell(final long seconds, final long connected, final long acknowledged, final long refused) {
        target.printf(
                Locale.ROOT,
                "%4d s  connected %,d of %,d  acknowledged %,d of %,d  refused %,d%n",
                seconds,
                connected,
                plan.connections(),
                acknowledged,
                plan.totalMessages(),
                refused);
    }

    void holding(final int seconds) {
        target.printf(Locale.ROOT, "holding %,d connections for %d s%n", plan.connections(), seconds);
    }
}
