package io.logc.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.logc.buffer.BufferSpec;

/**
 * The bytes of a log file that come from no event: what the application's own encoder or layout writes at the top and at
 * the end of a file, and the line that reports dropped events in that file's format.
 *
 * @param header bytes for the top of the file, empty for none; at most {@link #MAX_HEADER_LENGTH}
 * @param footer bytes written when the last appender of the file stops, empty for none; at most
 *     {@link #MAX_HEADER_LENGTH}
 * @param headerPolicy when the header is written
 * @param dropReport a whole line, rendered by the application's own encoder from an event whose message contains
 *     {@link #DROP_COUNT}, which the writer replaces by the number of dropped events; empty for logc's plain text
 */
public record FileTexts(byte[] header, byte[] footer, HeaderPolicy headerPolicy, byte[] dropReport) {

    /** Longest header, footer or drop report in bytes; a longer one is left out with a warning. */
    public static final int MAX_HEADER_LENGTH = 16 * 1024;

    /** Stands for the number of dropped events in {@link #dropReport()}. */
    public static final String DROP_COUNT = BufferSpec.DROP_COUNT;

    /** The message that appenders render with their encoder to make {@link #dropReport()}. */
    public static final String DROP_MESSAGE = BufferSpec.DROP_MESSAGE;

    /** When a file's header is written. */
    public enum HeaderPolicy {
        /** At each start of an appender, also to a file that has content: what Logback's file appender does. */
        EACH_START,
        /** Only at the top of an empty file: what Log4j2's file appenders do. */
        EMPTY_FILE
    }

    /** Texts of a format that needs none: no header, no footer, drops reported in plain words. */
    public static FileTexts none() {
        return new FileTexts(new byte[0], new byte[0], HeaderPolicy.EMPTY_FILE, new byte[0]);
    }

    /** The drop report, or the plain one where the rendered one lost the place of the count. */
    byte[] dropReportOrPlain() {
        final String rendered = new String(dropReport, ISO_8859_1);
        return rendered.contains(DROP_COUNT) ? dropReport : BufferSpec.plainDropReport();
    }
}
