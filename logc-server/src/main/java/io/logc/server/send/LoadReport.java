package io.logc.server.send;

import io.logc.message.wire.NackReason;
import io.logc.server.load.LoadPlan;
import io.logc.server.load.LoadResult;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.AbstractHistogram;

/** What became of a load, for people. */
final class LoadReport {
    private static final double NS_PER_US = 1000;
    private static final String ROW = "%-24s%10s%11s%11s%11s%11s%11s%11s%n";

    private final PrintStream out;
    private final LoadPlan plan;

    LoadReport(final PrintStream out, final LoadPlan plan) {
        this.out = out;
        this.plan = plan;
    }

    /** One line about a run that others follow. */
    void printShort(final int round, final LoadResult result) {
        line(
                "round %d: acknowledged %,d of %,d in %.3f s, connected in %.3f s, p50 %,.0f us, p99 %,.0f us",
                round,
                result.acknowledged(),
                plan.totalMessages(),
                result.messageSeconds(),
                result.connectSeconds(),
                micros(result.latency(), 50),
                micros(result.latency(), 99));
    }

    void print(final LoadResult result) {
        line("connected     %,d of %,d, in %.3f s", result.connected(), plan.connections(), result.connectSeconds());
        line(
                "acknowledged  %,d of %,d messages, in %.3f s: %,.0f a second",
                result.acknowledged(), plan.totalMessages(), result.messageSeconds(), result.messagesPerSecond());
        line("refused       %,d%s", result.refusedInAll(), reasons(result.refused()));
        if (!result.sentAgain().isEmpty()) {
            line("sent again   %s", reasons(result.sentAgain()));
        }
        line("lost          %,d, not answered%s", result.lost(), plan.line() ? "; they may be on file" : "");
        if (result.brokenWhileHeld() > 0) {
            line("broken        %,d connections after their last answer", result.brokenWhileHeld());
        }
        if (result.waitsForPorts() > 0) {
            line("waited        %,d times for a free local port", result.waitsForPorts());
        }
        result.troubles().forEach((words, count) -> line("trouble       %,d times: %s", count, words));
        line("in all        %.3f s", result.totalSeconds());
        out.println();
        heading();
        row(plan.line() ? "connect" : "connect, to WELCOME", result.connecting());
        row(latencyName(), result.latency());
        if (plan.perClient()) {
            out.println();
            heading();
            result.clients().forEach(client -> row(client.clientId(), client.latency()));
        }
    }

    private String latencyName() {
        if (plan.rate() > 0) {
            return "message, from when due";
        }
        return plan.closeEach() ? "request, with connect" : "message";
    }

    private void heading() {
        out.printf(ROW, "microseconds", "count", "mean", "p50", "p90", "p99", "p99.9", "max");
    }

    private void row(final String name, final AbstractHistogram latency) {
        out.printf(
                ROW,
                name,
                String.format(Locale.ROOT, "%,d", latency.getTotalCount()),
                number(latency.getTotalCount() == 0 ? 0 : latency.getMean() / NS_PER_US),
                number(micros(latency, 50)),
                number(micros(latency, 90)),
                number(micros(latency, 99)),
                number(micros(latency, 99.9)),
                number(micros(latency, 100)));
    }

    static double micros(final AbstractHistogram latency, final double percentile) {
        return latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(percentile) / NS_PER_US;
    }

    private static String number(final double value) {
        return String.format(Locale.ROOT, "%,.1f", value);
    }

    private static String reasons(final Map<NackReason, Long> counts) {
        final StringBuilder words = new StringBuilder();
        counts.forEach((reason, count) -> words.append(words.isEmpty() ? ": " : ", ")
                .append(reason.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .append(' ')
                .append(count));
        return words.toString();
    }

    private void line(final String format, final Object... arguments) {
        out.printf(Locale.ROOT, format + "%n", arguments);
    }
}
