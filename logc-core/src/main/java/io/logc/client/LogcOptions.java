package io.logc.client;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The options of an appender, as its user writes them; the same names in both frameworks.
 *
 * <p>A bad value is noted in {@link #problems()} with the option, the value, the remedy and what is used instead, the
 * default unless another value was set, so that a typing error costs no log line. Owned by the thread that configures the appender.
 */
public final class LogcOptions {
    /** Smallest ring in bytes. */
    public static final int MIN_BUFFER_SIZE = 64 * 1024;
    /** Largest ring in bytes. */
    public static final int MAX_BUFFER_SIZE = 1 << 30;
    /** The ring's size if nothing else is said: eight of them fit well into a container's 64 MiB of shared memory. */
    public static final int DEFAULT_BUFFER_SIZE = 4 * 1024 * 1024;

    private static final long NS_PER_MS = 1_000_000L;
    private static final long MAX_INTERVAL_NS = 60_000 * NS_PER_MS;

    private final List<Supplier<String>> problems = new ArrayList<>();
    private String file;
    private boolean append = true;
    private boolean serverAllowed = true;
    private int bufferSize = DEFAULT_BUFFER_SIZE;
    private Path bufferDirectory;
    private long flushIntervalNs = 100 * NS_PER_MS;
    private boolean blockWhenFull = true;
    private long maxBlockNs = 1000 * NS_PER_MS;
    private boolean autoStart = true;
    private String filePermissions = "";
    private boolean splitFormatting = true;

    /**
     * Sets the log file's path; relative paths are the application's.
     *
     * @param value path of the log file
     */
    public void setFile(final String value) {
        file = isPath("file", value, null) ? value.trim() : null;
    }

    /**
     * Sets whether the file's content is kept at start ({@code true}, the default) or truncated once.
     *
     * @param value true to keep
     */
    public void setAppend(final boolean value) {
        append = value;
    }

    /**
     * Sets who may drain: {@code auto} (a server where there is one) or {@code none} (always in-process).
     *
     * @param value auto or none
     */
    public void setServer(final String value) {
        final String word = word(value);
        if ("auto".equals(word) || "none".equals(word)) {
            serverAllowed = "auto".equals(word);
        } else {
            problem("server", value, "must be auto or none", () -> serverAllowed ? "auto" : "none");
        }
    }

    /**
     * Sets the ring's size. Sizes below 64 KB are the file appenders' own, left behind when only the class was changed,
     * and mean the default here.
     *
     * @param value bytes, or a number with KB, MB or GB: a power of two between 64 KB and 1 GB
     */
    public void setBufferSize(final String value) {
        final long bytes = Units.parseSize(value);
        if (bytes >= 0 && bytes < MIN_BUFFER_SIZE) {
            bufferSize = DEFAULT_BUFFER_SIZE;
        } else if (bytes < 0 || bytes > MAX_BUFFER_SIZE || Long.bitCount(bytes) != 1) {
            final String remedy = "must be a power of two between 64 KB and 1 GB";
            problem("bufferSize", value, remedy, () -> Units.sizeText(bufferSize));
        } else {
            bufferSize = (int) bytes;
        }
    }

    /**
     * Sets the directory of the buffer files instead of the one that logc chooses.
     *
     * @param value path of a directory on a local file system, best in memory
     */
    public void setBufferDirectory(final String value) {
        bufferDirectory =
                isPath("bufferDirectory", value, "the directory that logc chooses") ? Path.of(value.trim()) : null;
    }

    /**
     * Sets within which time a line is visible in the file.
     *
     * @param value milliseconds, or a number with ms, s or min: from 1 ms to 60 s
     */
    public void setFlushInterval(final String value) {
        final long ns = Units.parseDurationNs(value);
        if (ns < NS_PER_MS || ns > MAX_INTERVAL_NS) {
            final String remedy = "must be a duration between 1 ms and 60 s, such as 100 ms";
            problem("flushInterval", value, remedy, () -> Units.durationText(flushIntervalNs));
        } else {
            flushIntervalNs = ns;
        }
    }

    /**
     * Sets what a log call does when the buffer is full: {@code block} up to maxBlock, or {@code drop} at once.
     *
     * @param value block or drop
     */
    public void setWhenFull(final String value) {
        final String word = word(value);
        if ("block".equals(word) || "drop".equals(word)) {
            blockWhenFull = "block".equals(word);
        } else {
            problem("whenFull", value, "must be block or drop", () -> blockWhenFull ? "block" : "drop");
        }
    }

    /**
     * Sets how long a call may wait for room in a full buffer.
     *
     * @param value milliseconds, or a number with ms, s or min: from 0 to 60 s
     */
    public void setMaxBlock(final String value) {
        final long ns = Units.parseDurationNs(value);
        if (ns < 0 || ns > MAX_INTERVAL_NS) {
            final String remedy = "must be a duration between 0 and 60 s, such as 1 s";
            problem("maxBlock", value, remedy, () -> Units.durationText(maxBlockNs));
        } else {
            maxBlockNs = ns;
        }
    }

    /**
     * Sets whether log calls may leave the making of the line to who writes the file, where the pattern allows it.
     *
     * @param value false to have each line made in the log call
     */
    public void setSplitFormatting(final boolean value) {
        splitFormatting = value;
    }

    /**
     * Sets whether the appender may start a server where none is.
     *
     * @param value true, the default, to start one if there is something to start
     */
    public void setAutoStart(final boolean value) {
        autoStart = value;
    }

    /**
     * Sets the permissions of a log file that logc creates.
     *
     * @param value nine letters as {@code rw-r-----}; null or empty for what the process's umask gives
     */
    public void setFilePermissions(final String value) {
        final String text = value == null ? "" : value.trim();
        if (text.isEmpty() || text.matches("([r-][w-][x-]){3}")) {
            filePermissions = text;
        } else {
            final String remedy = "must be nine letters such as rw-r-----";
            problem(
                    "filePermissions",
                    value,
                    remedy,
                    () -> filePermissions.isEmpty() ? "what the process's umask gives" : filePermissions);
        }
    }

    /**
     * What is wrong with the values that were set, a sentence each, and what is used instead.
     *
     * @return the sentences, empty when all is well
     */
    public List<String> problems() {
        final List<String> all = new ArrayList<>();
        problems.forEach(problem -> all.add(problem.get()));
        if (file == null) {
            all.add("file: not set; name the log file (file in Logback, fileName in Log4j2)");
        }
        return all;
    }

    /**
     * Whether a log file was named; without one nothing can be opened.
     *
     * @return true when a publication can be opened
     */
    public boolean hasFile() {
        return file != null;
    }

    String file() {
        return file;
    }

    boolean append() {
        return append;
    }

    boolean serverAllowed() {
        return serverAllowed;
    }

    int bufferSize() {
        return bufferSize;
    }

    Path bufferDirectory() {
        return bufferDirectory;
    }

    long flushIntervalNs() {
        return flushIntervalNs;
    }

    boolean blockWhenFull() {
        return blockWhenFull;
    }

    long maxBlockNs() {
        return maxBlockNs;
    }

    /** Whether the consumer may make the lines.
     * @return false when each line is to be made in the log call */
    public boolean splitFormatting() {
        return splitFormatting;
    }

    boolean autoStart() {
        return autoStart;
    }

    String filePermissions() {
        return filePermissions;
    }

    private boolean isPath(final String option, final String value, final String otherwise) {
        if (value == null || value.isBlank()) {
            return false;
        }
        try {
            Path.of(value.trim());
            return true;
        } catch (final InvalidPathException e) {
            problem(
                    option,
                    e.getInput().replace('\0', '?'),
                    "is no path: " + e.getReason(),
                    otherwise == null ? null : () -> otherwise);
            return false;
        }
    }

    /** What is used instead is known when all is set; null where there is nothing to use. */
    private void problem(final String option, final String value, final String remedy, final Supplier<String> used) {
        final String wrong = option + "=" + value + ": " + remedy;
        problems.add(() -> used == null ? wrong : wrong + "; " + used.get() + " is used");
    }

    private static String word(final String value) {
        return value == null ? "" : value.trim().toLowerCase(Locale.ROOT);
    }
}
