package io.logc.log4j2.split;

import io.logc.render.DateProgram;
import io.logc.split.DatePieces;
import io.logc.split.SplitEvent;
import io.logc.split.SplitPattern;
import java.time.ZoneId;
import java.util.List;
import org.apache.logging.log4j.core.pattern.DatePatternConverter;
import org.apache.logging.log4j.core.time.Instant;

/**
 * A date in its pieces: numbers, which whoever makes the line writes, and offsets of the zone, which are names.
 *
 * <p>Made by the thread that configures, used by any.
 */
final class DateParts {
    private final LocalTimes times;
    private final DateProgram[] numbers;
    /** Log4j's own for each piece that is an offset. */
    private final DatePatternConverter[] offsets;
    /** The last offset and its texts. Immutable, so that any thread may see an old one; replaced as a whole. */
    private OffsetTexts offsetTexts = new OffsetTexts(Long.MIN_VALUE, null);

    private record OffsetTexts(long shiftMs, String[] texts) {}

    private DateParts(final LocalTimes times, final DateProgram[] numbers, final DatePatternConverter[] offsets) {
        this.times = times;
        this.numbers = numbers;
        this.offsets = offsets;
    }

    /**
     * Takes a date pattern apart.
     *
     * @param pattern of Log4j
     * @param zone whose time it shows
     * @return the pieces, or null when one of them is neither numbers nor an offset
     */
    static DateParts of(final String pattern, final ZoneId zone) {
        final List<String> pieces = DatePieces.of(pattern);
        final DateProgram[] numbers = new DateProgram[pieces.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!DatePieces.isOffset(pieces.get(i))) {
                numbers[i] = DateProgram.parse(pieces.get(i));
                if (numbers[i] == null) {
                    return null;
                }
            }
        }
        final DatePatternConverter[] offsets = new DatePatternConverter[numbers.length];
        for (int i = 0; i < offsets.length; i++) {
            if (numbers[i] == null) {
                offsets[i] = DatePatternConverter.newInstance(new String[] {pieces.get(i), zone.getId()});
            }
        }
        return offsets.length == 0 ? null : new DateParts(new LocalTimes(zone, true), numbers, offsets);
    }

    /** The same, at other times only. */
    DateParts at(final LocalTimes certain) {
        return new DateParts(certain, numbers, offsets);
    }

    void addTo(final SplitPattern.Builder builder) {
        for (final DateProgram number : numbers) {
            if (number == null) {
                builder.name("as it is");
            } else {
                builder.date(number);
            }
        }
    }

    /** Whether it is certain what Log4j would write. */
    boolean isCertain(final long epochMs) {
        return times.isCertain(epochMs);
    }

    void write(final SplitEvent record, final Instant instant) {
        final long localMs = times.localMs(instant.getEpochMillisecond());
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == null) {
                writeOffset(record, i, instant, localMs);
            } else {
                record.date(localMs, instant.getNanoOfMillisecond());
            }
        }
    }

    private void writeOffset(final SplitEvent record, final int piece, final Instant instant, final long localMs) {
        final long shiftMs = localMs - instant.getEpochMillisecond();
        OffsetTexts known = offsetTexts;
        if (known.shiftMs != shiftMs) {
            known = new OffsetTexts(shiftMs, format(instant));
            offsetTexts = known;
        }
        final String text = known.texts[piece];
        if (!record.name(text)) {
            record.newName(text, text);
        }
    }

    private String[] format(final Instant instant) {
        final String[] texts = new String[offsets.length];
        for (int i = 0; i < texts.length; i++) {
            if (offsets[i] != null) {
                final StringBuilder text = new StringBuilder();
                offsets[i].format(instant, text);
                texts[i] = text.toString();
            }
        }
        return texts;
    }
}
