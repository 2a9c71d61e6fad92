package io.logc.samples.crashdemo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Compares what killed applications knew of their log calls with what is in their log files, and prints the table.
 *
 * <pre>
 * java -cp sample-crash-demo.jar io.logc.samples.crashdemo.CrashCheck DIRECTORY
 * </pre>
 *
 * <p>The directory holds {@code asyncappender-N.log} and {@code .progress}, and {@code logc-N} likewise, for each kill.
 */
public final class CrashCheck {
    private static final String ROW = "%-14s%12s%13s%8s%9s%6s%12s%9s%n";
    private static final String PROGRESS = ".progress";

    private CrashCheck() {}

    /**
     * Prints the table; the exit code is 0 when logc lost, doubled and tore nothing.
     *
     * @param args the directory
     * @throws IOException when the files cannot be read
     */
    public static void main(final String[] args) throws IOException {
        final Path directory = Path.of(args[0]);
        final Tally async = tally(directory, "asyncappender");
        final Tally logc = tally(directory, "logc");
        System.out.print(table(async, logc));
        System.exit(logc.isComplete() ? 0 : 1);
    }

    private static Tally tally(final Path directory, final String appender) throws IOException {
        final Tally tally = new Tally();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, appender + "-*" + PROGRESS)) {
            for (final Path progress : files) {
                final String name = progress.getFileName().toString().replace(PROGRESS, ".log");
                tally.add(progress, directory.resolve(name));
            }
        }
        return tally;
    }

    static String table(final Tally async, final Tally logc) {
        return String.format("%26s%13s%44s%n", "calls that", "lines in", "microseconds a call")
                + String.format(ROW, "", "had returned", "the file", "lost", "doubled", "torn", "p50", "p99")
                + row("AsyncAppender", async)
                + row("logc", logc)
                + String.format(
                        "%nAsyncAppender dropped %s of them while its queue of 256 was nearly full (its default, below%n"
                                + "WARN); the other %s went with the application that was killed.%n",
                        number(async.lostBeforeLast()), number(async.lost() - async.lostBeforeLast()));
    }

    private static String row(final String name, final Tally tally) {
        return String.format(
                ROW,
                name,
                number(tally.returned()),
                number(tally.lines()),
                number(tally.lost()),
                number(tally.doubled()),
                number(tally.torn()),
                micros(tally.quantileNs(0.5)),
                micros(tally.quantileNs(0.99)));
    }

    private static String number(final long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String micros(final long ns) {
        return ns < 0 ? "-" : String.format(Locale.ROOT, ns < 10_000 ? "%.2f" : "%.1f", ns / 1000.0);
    }
}
