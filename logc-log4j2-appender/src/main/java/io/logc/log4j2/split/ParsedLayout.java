package io.logc.log4j2.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.pattern.FormattingInfo;
import org.apache.logging.log4j.core.pattern.LogEventPatternConverter;
import org.apache.logging.log4j.core.pattern.PatternFormatter;
import org.apache.logging.log4j.core.pattern.PatternParser;

/**
 * A pattern layout as Log4j's own parser takes it apart.
 *
 * <p>A layout tells its pattern, but not how it was told to read it: {@code alwaysWriteExceptions}, {@code disableAnsi},
 * {@code noConsoleNoAnsi}, {@code replace}, a pattern selector. The class of its serializer tells of the last two, and the
 * description of the serializer names the converters one by one. Only a reading that gives the same description is taken.
 */
final class ParsedLayout {
    private static final String SERIALIZER = PatternLayout.class.getName() + "$";
    private static final String CONVERTERS = "NoFormatPatternSerializer";
    private static final String FORMATTERS = "PatternFormatterPatternSerializer";
    /** Not public. */
    private static final String ANSI = PatternFormatter.class.getPackageName() + ".AnsiConverter";

    private static final Pattern IDENTITY = Pattern.compile("@[0-9a-f]+");

    /** What a conversion has behind its percent sign: modifiers, and a word that may go on with other text. */
    private static final Pattern CONVERSION =
            Pattern.compile("%([-.0-9]*)(\\p{javaUnicodeIdentifierStart}\\p{javaUnicodeIdentifierPart}*)");

    private ParsedLayout() {}

    /**
     * The readings that fit.
     *
     * @param layout the layout
     * @return none when the layout does more than its pattern says, one when all is certain; two when it could also have been
     *     told to leave escape sequences out, which only a comparison of lines can tell
     */
    static List<List<PatternFormatter>> readings(final PatternLayout layout) {
        final Object serializer = layout.getEventSerializer();
        final List<List<PatternFormatter>> fitting = new ArrayList<>();
        final PatternParser parser = PatternLayout.createPatternParser(layout.getConfiguration());
        boolean styled = false;
        for (final boolean withoutAnsi : new boolean[] {false, true}) {
            if (withoutAnsi && !styled) {
                break;
            }
            final List<PatternFormatter> read = parser.parse(pattern(layout), true, withoutAnsi, false);
            styled |= read.stream().anyMatch(ParsedLayout::isStyled);
            fitting(serializer, read).ifPresent(fitting::add);
        }
        return fitting;
    }

    /**
     * The reading that fits, styles and all. Parses once: Log4j says what is wrong with a pattern each time that it does.
     *
     * @param layout the layout
     * @return empty when the layout does more than its pattern says
     */
    static Optional<List<PatternFormatter>> styledReading(final PatternLayout layout) {
        final PatternParser parser = PatternLayout.createPatternParser(layout.getConfiguration());
        final Object serializer = layout.getEventSerializer();
        // Those of styles say so; whose pattern has none reads the same either way.
        final boolean withoutAnsi = serializer.toString().contains("noAnsi=true");
        return fitting(serializer, parser.parse(pattern(layout), true, withoutAnsi, false));
    }

    /** What was read with {@code alwaysWriteExceptions}, or what would have been read without. */
    private static Optional<List<PatternFormatter>> fitting(
            final Object serializer, final List<PatternFormatter> read) {
        if (describes(serializer, read)) {
            return Optional.of(read);
        }
        // What Log4j adds for exceptions comes last, in whatever converter: none is there that the description does not
        // name.
        return read.isEmpty()
                ? Optional.empty()
                : Optional.of(List.copyOf(read.subList(0, read.size() - 1)))
                        .filter(shorter -> describes(serializer, shorter));
    }

    /** All conversions of a pattern, nested ones too. No converter is made for that. */
    static Set<Conversion> conversions(final PatternLayout layout) {
        final ConversionWords words = new ConversionWords(layout.getConfiguration());
        return CONVERSION
                .matcher(pattern(layout))
                .results()
                .map(found -> words.conversion(found.group(2), !found.group(1).isEmpty()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Conversion.class)));
    }

    /** The pattern, which Log4j has a default for. */
    static String pattern(final PatternLayout layout) {
        final String pattern = layout.getConversionPattern();
        return pattern == null ? PatternLayout.DEFAULT_CONVERSION_PATTERN : pattern;
    }

    private static boolean describes(final Object serializer, final List<PatternFormatter> read) {
        final String type = serializer.getClass().getName();
        final boolean padded = read.stream()
                .map(PatternFormatter::getFormattingInfo)
                .anyMatch(info -> info != null && info != FormattingInfo.getDefault());
        final String parts;
        if (padded) {
            parts = FORMATTERS + "@[formatters=" + read;
        } else {
            final LogEventPatternConverter[] converters =
                    read.stream().map(PatternFormatter::getConverter).toArray(LogEventPatternConverter[]::new);
            parts = CONVERTERS + "@[converters=" + Arrays.toString(converters);
        }
        return type.startsWith(SERIALIZER) && mask(serializer).equals(SERIALIZER + mask(parts) + "]");
    }

    /** Whether a converter can be told to leave escape sequences out. */
    private static boolean isStyled(final PatternFormatter formatter) {
        return Arrays.stream(formatter.getConverter().getClass().getInterfaces())
                .anyMatch(type -> type.getName().equals(ANSI));
    }

    /** Without the identities of objects. */
    private static String mask(final Object described) {
        return IDENTITY.matcher(described.toString()).replaceAll("@");
    }
}
