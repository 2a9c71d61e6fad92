package io.logc.split;

import java.util.Arrays;
import java.util.function.BiFunction;

/**
 * Takes message templates apart with a framework's own formatter: it formats the template with marks for arguments, and the
 * text between the marks is what stays the same whatever the arguments are.
 *
 * <p>Immutable; any thread. One for each framework, kept as a constant.
 */
public final class TemplateParser {
    /** More arguments than this, and the framework formats the message. */
    static final int MAX_ARGUMENTS = 64;

    private static final String OPENING = "\uFDD0\uE10C";
    private static final String CLOSING = "\uFDD1";

    private final String name;
    private final BiFunction<String, Object[], String> formatter;

    /**
     * A parser for one framework's templates.
     *
     * @param name of the formatter; parsers of the same name must do the same
     * @param formatter the framework's own: what it makes of a template and as many arguments as the call has
     */
    public TemplateParser(final String name, final BiFunction<String, Object[], String> formatter) {
        this.name = name;
        this.formatter = formatter;
    }

    /** Which formatter it is. */
    String name() {
        return name;
    }

    /**
     * Takes a template apart.
     *
     * @param template as the application wrote it
     * @param argumentCount how many arguments the call has
     * @return what stands before, between and behind the arguments that appear in the text, one more than those; null when
     *     the template does not show the first arguments, each once and in their order
     */
    public String[] segments(final String template, final int argumentCount) {
        if (argumentCount > MAX_ARGUMENTS || template.contains(OPENING) || template.contains(CLOSING)) {
            return null;
        }
        final Object[] marks = new Object[argumentCount];
        for (int i = 0; i < argumentCount; i++) {
            marks[i] = OPENING + i + CLOSING;
        }
        final String text;
        try {
            text = formatter.apply(template, marks);
        } catch (final RuntimeException cannotFormat) {
            return null;
        }
        return text == null ? null : cut(text, argumentCount);
    }

    private static String[] cut(final String text, final int argumentCount) {
        final String[] segments = new String[argumentCount + 1];
        int used = 0;
        int from = 0;
        int at = text.indexOf(OPENING);
        while (at >= 0) {
            final String mark = OPENING + used + CLOSING;
            if (used == argumentCount || !text.startsWith(mark, at)) {
                return null;
            }
            segments[used++] = text.substring(from, at);
            from = at + mark.length();
            at = text.indexOf(OPENING, from);
        }
        segments[used] = text.substring(from);
        return Arrays.copyOf(segments, used + 1);
    }
}
