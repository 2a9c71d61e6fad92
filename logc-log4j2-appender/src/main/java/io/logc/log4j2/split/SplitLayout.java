package io.logc.log4j2.split;

import io.logc.client.Publication;
import io.logc.split.SplitEvent;
import io.logc.split.SplitPattern;
import io.logc.split.SplitTrial;
import java.util.Arrays;
import java.util.List;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.pattern.PatternFormatter;
import org.apache.logging.log4j.core.time.Instant;
import org.apache.logging.log4j.core.util.Constants;

/**
 * A pattern layout taken apart: writes what only the log call knows, and leaves the rest to whoever writes the file. Any
 * thread; allocates nothing.
 *
 * <p>Where the line has to be made as a whole it is made here, by the same converters, so that those which count count on.
 * Each converter is asked once for each event.
 */
public final class SplitLayout implements LineRenderer {
    /** Abbreviating may put a mark behind each letter of a name. */
    private static final int LONGEST_PER_LETTER = 2;
    /** An argument that is null, or false, takes one byte. */
    private static final int LONGEST_PER_BYTE = 5;

    private final SplitPattern pattern;
    private final Field[] fields;
    private final PatternFormatter[] formatters;
    private final DateParts[] dates;
    /** No more characters than these are in what all lines have, in dates and in paddings. */
    private final int fixedLength;

    private final boolean keeps;
    private final boolean mayShowMessage;
    private final boolean mayShowException;

    SplitLayout(
            final SplitPattern pattern,
            final List<Field> fields,
            final PatternFormatter[] formatters,
            final int fixedLength) {
        this.pattern = pattern;
        this.fixedLength = fixedLength;
        this.fields = fields.toArray(new Field[0]);
        this.formatters = formatters;
        dates = fields.stream()
                .filter(field -> field.conversion() == Conversion.DATE)
                .map(Field::date)
                .toArray(DateParts[]::new);
        keeps = fields.stream().anyMatch(Field::isKept);
        mayShowMessage = fields.stream().anyMatch(Field::mayShowMessage);
        mayShowException = fields.stream().anyMatch(Field::mayShowException);
    }

    /**
     * Publishes an event.
     *
     * @param event the event
     * @param target where it goes
     * @param whole publishes it where the line has to be made as a whole
     * @return false when it was dropped
     */
    public boolean publish(final LogEvent event, final Publication target, final WholeLine whole) {
        final MessageKind kind = mayShowMessage ? MessageKind.of(event) : MessageKind.FINISHED;
        final SplitEvent record = isWhole(event, kind) ? null : target.begin(pattern);
        if (record == null) {
            return whole.publish(event, this);
        }
        final long loan = record.home.loan;
        Kept kept = null;
        long keptLoan = Kept.NONE;
        try {
            if (keeps || kind != MessageKind.FINISHED) {
                kept = Kept.take();
                keptLoan = kept.loan;
            }
            return publish(event, kind, record, kept, target, whole);
        } catch (final Throwable cutOff) {
            // No call may stand here: the stack may be full. It tells nothing of what was given back.
            if (record.home.loan == loan) {
                record.home.lostLoan = loan;
            }
            if (kept != null && kept.loan == keptLoan) {
                kept.lostLoan = keptLoan;
            }
            throw cutOff;
        }
    }

    private boolean publish(
            final LogEvent event,
            final MessageKind kind,
            final SplitEvent record,
            final Kept kept,
            final Publication target,
            final WholeLine whole) {
        boolean written = false;
        try {
            final Instant time = event.getInstant();
            if (time != null) {
                record.of(time.getEpochMillisecond(), time.getNanoOfMillisecond());
            }
            final int more = write(event, kind, record, kept);
            written = !hasToBeWhole(record, more);
            return written ? target.publish(record) : publishAgain(event, kept, whole);
        } finally {
            if (!written) {
                target.abandon(record);
            }
            if (kept != null) {
                kept.giveBack();
            }
        }
    }

    @Override
    public void render(final LogEvent event, final StringBuilder line) {
        for (final PatternFormatter formatter : formatters) {
            formatter.format(event, line);
        }
    }

    /** Log4j's encoder takes a long line in pieces and breaks surrogate pairs between them, so it has to do it. */
    private boolean hasToBeWhole(final SplitEvent record, final int more) {
        return record.isWhole() || record.length() + fixedLength + more > Constants.ENCODER_CHAR_BUFFER_SIZE;
    }

    /** Once the fields have turned out to depend on each other, or the line to be long. What must not be made twice is not. */
    private boolean publishAgain(final LogEvent event, final Kept kept, final WholeLine whole) {
        return whole.publish(event, (same, line) -> {
            for (final Field field : fields) {
                final StringBuilder made = kept == null ? null : kept.textOf(field);
                if (made == null) {
                    field.render(same, line);
                } else {
                    line.append(made);
                }
            }
        });
    }

    /** The parts of the line. */
    List<Conversion> conversions() {
        return Arrays.stream(fields).map(Field::conversion).toList();
    }

    SplitPattern pattern() {
        return pattern;
    }

    /** The bytes of an event's line by way of its fields, or null where the line has to be made as a whole. */
    byte[] lineOf(final LogEvent event, final SplitTrial trial) {
        final MessageKind kind = mayShowMessage ? MessageKind.of(event) : MessageKind.FINISHED;
        if (isWhole(event, kind)) {
            return null;
        }
        final SplitEvent record = trial.begin();
        final int more = write(event, kind, record, new Kept());
        return hasToBeWhole(record, more) ? null : trial.render(record);
    }

    /** Whether no field of an event may be written apart. */
    private boolean isWhole(final LogEvent event, final MessageKind kind) {
        if (kind == MessageKind.UNKNOWN
                || mayShowException && (event.getThrown() != null || event.getThrownProxy() != null)) {
            return true;
        }
        for (final DateParts date : dates) {
            if (!date.isCertain(event.getInstant().getEpochMillisecond())) {
                return true;
            }
        }
        return false;
    }

    /** Writes all fields, and returns how many characters the texts may have that the record only refers to. */
    private int write(final LogEvent event, final MessageKind kind, final SplitEvent record, final Kept kept) {
        int more = 0;
        for (final Field field : fields) {
            switch (field.conversion()) {
                case LITERAL, THROWABLE -> {}
                case DATE -> field.date().write(record, event.getInstant());
                case LEVEL -> more += writeName(event, event.getLevel().name(), field, record);
                case LOGGER -> more += writeName(event, event.getLoggerName(), field, record);
                case THREAD -> more += writeName(event, event.getThreadName(), field, record);
                case MESSAGE -> more += writeMessage(event, kind, field, record, kept);
                default -> writeText(event, field, record, field.isKept() ? kept.textFor(field) : record.scratch());
            }
        }
        return more;
    }

    private static int writeName(final LogEvent event, final String key, final Field field, final SplitEvent record) {
        if (!record.name(key)) {
            final StringBuilder text = record.scratch();
            field.render(event, text);
            record.newName(key, text);
        }
        return key == null ? 0 : LONGEST_PER_LETTER * key.length();
    }

    private static int writeMessage(
            final LogEvent event, final MessageKind kind, final Field field, final SplitEvent record, final Kept kept) {
        if (kind == MessageKind.FINISHED) {
            writeText(event, field, record, record.scratch());
            return 0;
        }
        final int before = record.length();
        if (Messages.writeTemplate(event, kind, record)) {
            return event.getMessage().getFormat().length() + LONGEST_PER_BYTE * (record.length() - before);
        }
        writeText(event, field, record, kept.textFor(field));
        return 0;
    }

    private static void writeText(
            final LogEvent event, final Field field, final SplitEvent record, final StringBuilder text) {
        field.render(event, text);
        record.text(text);
    }
}
