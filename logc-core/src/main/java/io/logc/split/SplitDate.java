package io.logc.split;

import io.logc.render.DateProgram;
import java.util.List;
import java.util.function.Function;

/**
 * A date in its pieces: numbers, which whoever makes the line writes, and offsets of the zone, which are names.
 *
 * <p>Made by the thread that configures, used by any.
 */
public final class SplitDate {
    private final DateProgram[] numbers;
    /** For each piece that is no number. */
    private final Offset[] offsets;
    /** The last offset and its texts. Immutable, so that any thread may see an old one; replaced as a whole. */
    private OffsetTexts offsetTexts = new OffsetTexts(Long.MIN_VALUE, null);

    private record OffsetTexts(long shiftMs, String[] texts) {}

    /** Makes the text of an offset, as the framework does. */
    public interface Offset {
        /**
         * Makes it; any thread may call.
         *
         * @param epochMs a moment at which the zone has the offset
         * @param shiftMs the offset in milliseconds
         * @return the text
         */
        String text(long epochMs, long shiftMs);
    }

    private SplitDate(final DateProgram[] numbers, final Offset[] offsets) {
        this.numbers = numbers;
        this.offsets = offsets;
    }

    /**
     * Takes a date pattern apart.
     *
     * @param pattern with the letters and quotes of {@link java.time.format.DateTimeFormatter}
     * @param offsets gives the maker of an offset for its piece of the pattern, or null when there is none
     * @return the date, or null when a piece is neither numbers nor such an offset
     */
    public static SplitDate of(final String pattern, final Function<String, Offset> offsets) {
        final List<String> pieces = DatePieces.of(pattern);
        final SplitDate date = new SplitDate(new DateProgram[pieces.size()], new Offset[pieces.size()]);
        for (int i = 0; i < pieces.size(); i++) {
            final String piece = pieces.get(i);
            date.offsets[i] = DatePieces.isOffset(piece) ? offsets.apply(piece) : null;
            date.numbers[i] = date.offsets[i] == null ? DateProgram.parse(piece) : null;
            if (date.offsets[i] == null && date.numbers[i] == null) {
                return null;
            }
        }
        return pieces.isEmpty() ? null : date;
    }

    /**
     * The same date, which remembers no offset's text.
     *
     * @return another date
     */
    public SplitDate fresh() {
        return new SplitDate(numbers, offsets);
    }

    /**
     * Adds its fields to a pattern.
     *
     * @param builder of the pattern
     */
    public void addTo(final SplitPattern.Builder builder) {
        for (final DateProgram number : numbers) {
            if (number == null) {
                builder.name("as it is");
            } else {
                builder.date(number);
            }
        }
    }

    /**
     * Writes its fields.
     *
     * @param event where they go
     * @param epochMs the event's time
     * @param localMs the same with the zone's offset added
     * @param nanosOfMilli nanoseconds within the millisecond
     */
    public void write(final SplitEvent event, final long epochMs, final long localMs, final int nanosOfMilli) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == null) {
                writeOffset(event, i, epochMs, localMs - epochMs);
            } else {
                event.date(localMs, nanosOfMilli);
            }
        }
    }

    private void writeOffset(final SplitEvent event, final int piece, final long epochMs, final long shiftMs) {
        OffsetTexts known = offsetTexts;
        if (known.shiftMs != shiftMs) {
            known = new OffsetTexts(shiftMs, texts(epochMs, shiftMs));
            offsetTexts = known;
        }
        final String text = known.texts[piece];
        if (!event.name(text)) {
            event.newName(text, text);
        }
    }

    private String[] texts(final long epochMs, final long shiftMs) {
        final String[] texts = new String[offsets.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = offsets[i] == null ? null : offsets[i].text(epochMs, shiftMs);
        }
        return texts;
    }
}
