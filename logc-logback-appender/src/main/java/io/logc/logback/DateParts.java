package io.logc.logback;

import io.logc.render.DateProgram;
import io.logc.split.DatePieces;
import io.logc.split.SplitEvent;
import io.logc.split.SplitPattern;
import io.logc.split.ZoneShift;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * A date in its pieces: numbers, which whoever makes the line writes, and offsets of the zone, which are names.
 *
 * <p>Made by the thread that starts the appender, used by any.
 */
final class DateParts {
    private final ZoneShift zone;
    private final DateProgram[] numbers;
    private final DateTimeFormatter[] offsets;
    private final List<String> pieces;
    /** The last offset and its texts. Immutable, so that any thread may see an old one; replaced as a whole. */
    private OffsetTexts offsetTexts = new OffsetTexts(Long.MIN_VALUE, null);

    private record OffsetTexts(long shiftMs, String[] texts) {}

    private DateParts(final List<String> pieces, final ZoneId zoneId) {
        this.pieces = pieces;
        zone = new ZoneShift(zoneId);
        numbers = new DateProgram[pieces.size()];
        offsets = new DateTimeFormatter[pieces.size()];
    }

    /**
     * Takes a date pattern apart.
     *
     * @param pattern of {@code java.time}
     * @param zoneId whose time it shows
     * @return the pieces, or null when there is one in it that is neither number nor offset
     */
    static DateParts of(final String pattern, final ZoneId zoneId) {
        final List<String> pieces = DatePieces.of(pattern);
        final DateParts parts = new DateParts(pieces, zoneId);
        for (int i = 0; i < pieces.size(); i++) {
            parts.offsets[i] = DatePattern.offset(pieces.get(i));
            if (parts.offsets[i] == null) {
                parts.numbers[i] = DateProgram.parse(pieces.get(i));
                if (parts.numbers[i] == null) {
                    return null;
                }
            }
        }
        return pieces.isEmpty() ? null : parts;
    }

    void addTo(final SplitPattern.Builder builder) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == null) {
                builder.name("as it is");
            } else {
                builder.date(numbers[i]);
            }
        }
    }

    void write(final SplitEvent target, final long epochMs) {
        final long localMs = zone.localMs(epochMs);
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == null) {
                writeOffset(target, i, localMs - epochMs);
            } else {
                target.date(localMs, 0); // Logback hands its formatter milliseconds
            }
        }
    }

    private void writeOffset(final SplitEvent target, final int piece, final long shiftMs) {
        OffsetTexts known = offsetTexts;
        if (known.shiftMs != shiftMs) {
            known = new OffsetTexts(shiftMs, format(shiftMs));
            offsetTexts = known;
        }
        final String text = known.texts[piece];
        if (!target.name(text)) {
            target.newName(text, text);
        }
    }

    private String[] format(final long shiftMs) {
        final ZoneOffset offset = ZoneOffset.ofTotalSeconds((int) (shiftMs / 1000));
        final String[] texts = new String[offsets.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = offsets[i] == null ? null : offsets[i].format(offset);
        }
        return texts;
    }

    @Override
    public String toString() {
        return String.join("", pieces);
    }
}
