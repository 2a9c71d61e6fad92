package io.logc.jmh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/**
 * Runs all comparisons of the appenders and writes their tables into docs/performance.md, between the marks that are there,
 * and a chart: of JDK 17 the one of the README, of another one where the document has a place for its tables.
 *
 * <p>{@code java -cp logc-jmh/target/benchmarks.jar io.logc.jmh.Report [--rounds 5] [SUBJECT ...]}, from the
 * project's root; an hour or two with its defaults.
 */
final class Report {
    private static final Path DOCUMENT = Path.of("docs", "performance.md");
    /** Behind the names of all that is measured on another JDK than the one that logc is built with. */
    private static final String SUFFIX =
            Runtime.version().feature() == 17 ? "" : "-" + Runtime.version().feature();

    private static final Path CHART = Path.of("docs", "performance" + SUFFIX + ".svg");
    private static final double MILLION = 1e6;

    private final Arguments arguments;
    private final List<String> subjects;
    private String text;

    private Report(final Arguments arguments) throws IOException {
        this.arguments = arguments;
        subjects = arguments.subjects().stream().map(Subject::name).toList();
        text = Files.readString(DOCUMENT);
    }

    /**
     * Runs the comparison.
     *
     * @param words see above
     * @throws Exception when a subject fails, or has lost events, or the document has no place for a table
     */
    public static void main(final String[] words) throws Exception {
        new Report(new Arguments(words, Set.of("--rounds"))).run();
    }

    private void run() throws Exception {
        final String machine = machine();
        put("machine", List.of(machine));
        final Rounds one = CompareAppends.measure(with(CompareAppends.OPTIONS, "--threads", 1));
        final Rounds two = CompareAppends.measure(with(CompareAppends.OPTIONS, "--threads", 2));
        final Rounds plain = PlainProcess.measure(with(PlainProcess.OPTIONS));
        put("calls", calls(one, two, plain));
        Files.writeString(CHART, Chart.of("Log calls a second, one thread, all on file", machine, one, 0, MILLION));
        final Rounds paced = PacedLatency.measure(
                with(PacedLatency.OPTIONS, "--warmup", 12, "--seconds", 6, "--threads", 1, "--rate", 100_000));
        put("latency-1", latency(paced));
        final Rounds four = PacedLatency.measure(
                with(PacedLatency.OPTIONS, "--warmup", 12, "--seconds", 6, "--threads", 4, "--rate", 50_000));
        put("latency-4", latency(four));
        put("ring", ring(RingThreads.measure(with(RingThreads.OPTIONS))));
    }

    private Arguments with(final Set<String> known, final Object... more) {
        final List<String> words = new ArrayList<>(subjects);
        if (known.contains("--rounds")) {
            words.addAll(List.of("--rounds", Integer.toString(arguments.number("--rounds", 5))));
        }
        for (final Object word : more) {
            words.add(word.toString());
        }
        return new Arguments(words.toArray(String[]::new), known);
    }

    private static String machine() throws IOException {
        final String processor = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown processor");
        return String.join(
                ", ",
                LocalDate.now(ZoneOffset.UTC).toString(),
                "JDK " + Runtime.version(),
                "Logback " + version("ch.qos.logback", "logback-classic"),
                "Log4j " + version("org.apache.logging.log4j", "log4j-core"),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors() + " processors (" + processor + ")");
    }

    /** What Maven has put into the library's jar, and the benchmarks' jar has kept. */
    private static String version(final String group, final String artifact) throws IOException {
        final Properties properties = new Properties();
        try (InputStream stream =
                Report.class.getResourceAsStream("/META-INF/maven/" + group + "/" + artifact + "/pom.properties")) {
            if (stream != null) {
                properties.load(stream);
            }
        }
        return properties.getProperty("version", "of unknown version");
    }

    private static List<String> calls(final Rounds one, final Rounds two, final Rounds plain) {
        final List<String> rows = new ArrayList<>();
        rows.add("| | 1 thread | 2 threads | bytes a call | plain process | burst | processor ns a call |");
        rows.add("|---|--:|--:|--:|--:|--:|--:|");
        for (final Subject subject : Subject.values()) {
            if (one.has(subject)) {
                rows.add(String.format(
                        Locale.ROOT,
                        "| %s | %,.0f | %,.0f | %.0f | %,.0f | %,.0f | %.0f |",
                        Chart.name(subject),
                        one.median(subject, CompareAppends.CALLS_PER_SECOND),
                        two.median(subject, CompareAppends.CALLS_PER_SECOND),
                        one.median(subject, CompareAppends.BYTES_PER_CALL),
                        plain.median(subject, PlainProcess.SUSTAINED),
                        plain.median(subject, PlainProcess.BURST),
                        plain.median(subject, PlainProcess.PROCESSOR_NS)));
            }
        }
        rows.add("");
        promises(rows, "1 thread", Promises.fastest(one, CompareAppends.CALLS_PER_SECOND, 4));
        promises(rows, "plain process", Promises.fastest(plain, PlainProcess.SUSTAINED, 3));
        promises(rows, "burst", Promises.fastest(plain, PlainProcess.BURST, 6));
        return rows;
    }

    private static void promises(final List<String> rows, final String what, final List<String> promises) {
        promises.forEach(promise -> rows.add("* " + what + ": " + promise));
    }

    private static List<String> latency(final Rounds measured) {
        final List<String> rows = new ArrayList<>();
        rows.add("| µs | p50 | p99 | p99.9 | max |");
        rows.add("|---|--:|--:|--:|--:|");
        for (final Subject subject : Subject.values()) {
            if (measured.has(subject)) {
                rows.add(String.format(
                        Locale.ROOT,
                        "| %s | %.2f | %.2f | %.1f | %.0f |",
                        Chart.name(subject),
                        measured.median(subject, PacedLatency.P50) / PacedLatency.US_NS,
                        measured.median(subject, PacedLatency.P99) / PacedLatency.US_NS,
                        measured.median(subject, PacedLatency.P999) / PacedLatency.US_NS,
                        measured.median(subject, PacedLatency.MAX) / PacedLatency.US_NS));
            }
        }
        return rows;
    }

    private static List<String> ring(final double[][] millions) {
        final List<String> rows = new ArrayList<>();
        rows.add("| threads | " + String.join(" | ", RingThreads.KINDS) + " |");
        rows.add("|---|" + "--:|".repeat(RingThreads.KINDS.size()));
        for (int i = 0; i < millions.length; i++) {
            final StringBuilder row = new StringBuilder("| " + RingThreads.THREADS[i] + " |");
            for (final double figure : millions[i]) {
                row.append(String.format(Locale.ROOT, " %.1f |", figure));
            }
            rows.add(row.toString());
        }
        return rows;
    }

    /** Replaces what stands between a pair of marks, at once: a run that is ended early leaves the tables it has measured. */
    private void put(final String name, final List<String> lines) throws IOException {
        final String begin = "<!-- begin " + name + SUFFIX + " -->\n";
        final String end = "<!-- end " + name + SUFFIX + " -->";
        final int from = text.indexOf(begin);
        final int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException(
                    DOCUMENT + ": has no place for " + name + SUFFIX + " (" + begin.trim() + " ... " + end + ")");
        }
        text = text.substring(0, from + begin.length()) + String.join("\n", lines) + "\n" + text.substring(to);
        Files.writeString(DOCUMENT, text);
    }
}
