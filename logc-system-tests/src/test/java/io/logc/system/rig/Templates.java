package io.logc.system.rig;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Logs an {@link OracleLine} as applications log: by a template, of which each thread has one, a number and a text. So what
 * is in the buffers is templates by their numbers, and arguments, and the server makes the line. Any other line is logged as
 * it is. Any thread.
 */
final class Templates {
    private static final Pattern LINE = Pattern.compile("(\\d+ \\d+) (0|[1-9]\\d{0,17})( .*)");

    private final Map<String, String> templates = new ConcurrentHashMap<>();

    /** A framework's method. */
    interface Method {
        /** Logs. */
        void log(String template, Object number, Object text);
    }

    /** Logs a line by either method, so that the same line comes to the file. */
    void log(final String line, final Consumer<String> plain, final Method method) {
        final Matcher fields = LINE.matcher(line);
        if (fields.matches()) {
            final String template = templates.computeIfAbsent(fields.group(1), prefix -> prefix + " {}{}");
            method.log(template, Long.valueOf(fields.group(2)), fields.group(3));
        } else {
            plain.accept(line);
        }
    }
}
