package io.logc.log4j2.split;

import io.logc.split.SplitPattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.pattern.DatePatternConverter;
import org.apache.logging.log4j.core.pattern.PatternFormatter;

/**
 * Decides for each conversion of a pattern how it is written. Owned by the thread that configures.
 *
 * <p>A converter that may look at the line gets it: everything before it is rendered with it, as one text.
 */
final class SplitFields {
    private static final String VERSION = PatternLayout.class.getPackage().getImplementationVersion();

    /** Longer than any pattern that is taken apart can make it. Characters. */
    private static final int MAX_DATE_LENGTH = 300;

    private final PatternLayout layout;
    private final List<Field> fields = new ArrayList<>();
    private final SplitPattern.Builder pattern;
    private int fixedLength;

    private SplitFields(final PatternLayout layout) {
        this.layout = layout;
        pattern = SplitPattern.builder(layout.getCharset());
        // The names of levels may be in the pattern.
        fixedLength = ParsedLayout.pattern(layout).length();
    }

    /**
     * Takes a pattern apart.
     *
     * @param layout whose pattern it is
     * @param read the pattern's conversions
     * @param all the pattern's conversions, nested ones too
     * @return the fields, or null when there is nothing to gain
     */
    static SplitLayout of(final PatternLayout layout, final List<PatternFormatter> read, final Set<Conversion> all) {
        final SplitFields split = new SplitFields(layout);
        final int rest = split.addSeeing(read, all.contains(Conversion.UNKNOWN));
        for (int i = rest; i < read.size(); i++) {
            split.add(read.get(i), i);
        }
        final SplitPattern pattern = split.pattern.build();
        final boolean gains = split.fields.stream().anyMatch(Field::isDeferred);
        return pattern == null || !gains
                ? null
                : new SplitLayout(pattern, split.fields, read.toArray(PatternFormatter.EMPTY_ARRAY), split.fixedLength);
    }

    /** Adds the part up to the last converter that may look at the line, and returns where the rest begins. */
    private int addSeeing(final List<PatternFormatter> read, final boolean nestsUnknown) {
        int rest = read.size();
        while (rest > 0 && !seesLine(Conversion.of(read.get(rest - 1)), nestsUnknown)) {
            rest--;
        }
        if (rest > 0) {
            fields.add(
                    new Field(Conversion.UNKNOWN, read.subList(0, rest).toArray(PatternFormatter.EMPTY_ARRAY), null));
            pattern.text();
        }
        return rest;
    }

    private static boolean seesLine(final Conversion conversion, final boolean nestsUnknown) {
        return conversion == Conversion.UNKNOWN || nestsUnknown && conversion == Conversion.NESTED;
    }

    private void add(final PatternFormatter formatter, final int index) {
        final Conversion conversion = Conversion.of(formatter);
        switch (conversion) {
            case LITERAL -> addLiteral(formatter);
            case DATE -> addDate(formatter);
            case LEVEL, LOGGER, THREAD -> {
                fields.add(new Field(conversion, formatter, null));
                pattern.name(how(conversion, index));
                fixedLength += formatter.getFormattingInfo().getMinLength();
            }
            case MESSAGE -> {
                fields.add(new Field(conversion, formatter, null));
                pattern.message(Messages.TEMPLATES);
            }
            case THROWABLE -> addThrowable(formatter);
            default -> addText(conversion, formatter);
        }
    }

    private void addLiteral(final PatternFormatter formatter) {
        final StringBuilder text = new StringBuilder();
        formatter.format(null, text);
        fields.add(new Field(Conversion.LITERAL, formatter, null));
        pattern.literal(text.toString());
        fixedLength += text.length();
    }

    private void addDate(final PatternFormatter formatter) {
        final DateParts date = DateRecognition.of((DatePatternConverter) formatter.getConverter());
        if (date == null) {
            addText(Conversion.TEXT, formatter);
        } else {
            fields.add(new Field(Conversion.DATE, formatter, date));
            date.addTo(pattern);
            fixedLength += MAX_DATE_LENGTH;
        }
    }

    /** Nothing is written without an exception, unless a suffix has to be asked, and with one it is another path. */
    private void addThrowable(final PatternFormatter formatter) {
        if (ParsedLayout.pattern(layout).contains("suffix")) {
            addText(Conversion.OTHER_THROWABLE, formatter);
        } else {
            fields.add(new Field(Conversion.THROWABLE, formatter, null));
        }
    }

    private void addText(final Conversion conversion, final PatternFormatter formatter) {
        fields.add(new Field(conversion, formatter, null));
        pattern.text();
    }

    /** What the text of a name depends on but the name. Which levels there are matters where levels have other names. */
    private String how(final Conversion conversion, final int index) {
        final String levels = conversion == Conversion.LEVEL ? Arrays.toString(Level.values()) : "";
        return "log4j " + VERSION + ' ' + levels + " conversion " + index + " of " + ParsedLayout.pattern(layout);
    }
}
