package io.logc.server.send;

import io.logc.message.wire.NackReason;
import io.logc.server.load.LoadPlan;
import io.logc.server.load.LoadResult;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** What became of a load, for programs: one line of JSON for each run. */
final class LoadJson {
    private LoadJson() {}

    static String line(final LoadPlan plan, final LoadResult result) {
        return String.format(
                Locale.ROOT,
                "{\"connections\":%d,\"connected\":%d,\"messages\":%d,\"acknowledged\":%d,\"refused\":%d,\"lost\":%d,"
                        + "\"brokenWhileHeld\":%d,\"waitsForPorts\":%d,\"refusedBy\":{%s},\"sentAgain\":{%s},"
                        + "\"connectSeconds\":%.6f,\"messageSeconds\":%.6f,\"totalSeconds\":%.6f,"
                        + "\"messagesPerSecond\":%.1f,\"latencyMicros\":{%s},\"connectMicros\":{%s}}",
                plan.connections(),
                result.connected(),
                plan.totalMessages(),
                result.acknowledged(),
                result.refusedInAll(),
                result.lost(),
                result.brokenWhileHeld(),
                result.waitsForPorts(),
                reasons(result.refused()),
                reasons(result.sentAgain()),
                result.connectSeconds(),
                result.messageSeconds(),
                result.totalSeconds(),
                result.messagesPerSecond(),
                latency(result.latency()),
                latency(result.connecting()));
    }

    private static String reasons(final Map<NackReason, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    private static String latency(final Histogram latency) {
        return String.format(
                Locale.ROOT,
                "\"mean\":%.1f,\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"p999\":%.1f,\"max\":%.1f",
                latency.getTotalCount() == 0 ? 0 : latency.getMean() / 1000,
                LoadReport.micros(latency, 50),
                LoadReport.micros(latency, 90),
                LoadReport.micros(latency, 99),
                LoadReport.micros(latency, 99.9),
                LoadReport.micros(latency, 100));
    }
}
