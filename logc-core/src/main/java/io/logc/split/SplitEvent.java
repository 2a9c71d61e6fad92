package io.logc.split;

import io.logc.buffer.Dictionary;
import io.logc.pool.SlotPool;
import io.logc.render.SplitRecord;
import java.util.Arrays;

/**
 * Writes the record of one event, field after field as its {@link SplitPattern} has them. One thread at a
 * time uses it, from {@link #begin} on. Allocates nothing once it has grown.
 */
public final class SplitEvent {
    /** Odd, and more than a second has nanoseconds, so that near moments differ. */
    private static final int MOMENTS_APART = 1_000_000_007;

    /**
     * Where it comes from, or null. Who has begun the event reads the number of its loan at once, and stores it as the lost one when
     * a Throwable comes out of anything up to the event's end, the end included: see {@link SlotPool.Slotted}.
     */
    public final Home home;

    private final StringBuilder scratch = new StringBuilder();
    /** What each field's name, or template, was last time; valid for {@link #names} and {@link #pattern}. */
    private Names.Name[] latest = new Names.Name[0];

    private final RecordBytes record = new RecordBytes();
    private SplitPattern pattern;
    private int program;
    private TextEncoder encoder;
    private Names names;
    private int begun;
    private int sight;
    private int field;
    private boolean endsHigh;
    private boolean whole;
    private int messageAt;
    private int argumentsLeft;
    private boolean simple;

    /** Where an event comes from and goes back to. */
    public abstract static class Home extends SlotPool.Slotted {
        /**
         * Takes it back.
         *
         * @param event that nobody uses any more
         */
        public abstract void end(SplitEvent event);
    }

    /**
     * Room for one event at a time.
     *
     * @param home where it comes from, or null
     */
    public SplitEvent(final Home home) {
        this.home = home;
    }

    /**
     * Begins a record.
     *
     * @param eventPattern what the record is for
     * @param bufferNames of the buffer to which it will go
     * @return false when the dictionary has no room for the pattern
     */
    public boolean begin(final SplitPattern eventPattern, final Names bufferNames) {
        if (pattern != eventPattern || names != bufferNames) {
            change(eventPattern, bufferNames);
        }
        record.clear();
        sight = ++begun;
        field = 0;
        endsHigh = false;
        whole = false;
        record.putInt(program);
        return program != Dictionary.NONE;
    }

    /** The pattern last, so that an Error on the way leaves nothing half done that looks finished. */
    private void change(final SplitPattern eventPattern, final Names bufferNames) {
        pattern = null;
        if (latest.length < eventPattern.fieldCount()) {
            latest = new Names.Name[eventPattern.fieldCount()];
        } else {
            Arrays.fill(latest, null);
        }
        program = eventPattern.programIn(bufferNames);
        encoder = eventPattern.encoder();
        names = bufferNames;
        pattern = eventPattern;
    }

    /**
     * Says which event the record is of, by its time: another appender of the same file writes a record of it too, and shows
     * the same texts, which are no more worth a place in the dictionary for that. Without it, each record is of another event.
     *
     * @param epochMs milliseconds since 1970-01-01T00:00 UTC
     * @param nanos any finer part of the time
     */
    public void of(final long epochMs, final int nanos) {
        sight = Long.hashCode(epochMs) * MOMENTS_APART + nanos;
    }

    /** Gives up what a long event needed, before it goes back to its pool. */
    public void trim() {
        record.trim();
        if (scratch.capacity() > SplitRecord.MAX_LENGTH) {
            scratch.setLength(0);
            scratch.trimToSize();
        }
    }

    /**
     * Where texts can be made.
     *
     * @return an empty builder, until the next call of any method
     */
    public StringBuilder scratch() {
        scratch.setLength(0);
        return scratch;
    }

    /**
     * Writes a name by its number.
     *
     * @param key what the field's text depends on, or null
     * @return false when it is not known: {@link #newName} has to write the field
     */
    public boolean name(final String key) {
        final Names.Name name = latest[field];
        if (name != null && name.key == key) {
            record.putInt(name.reference);
            field++;
            return true;
        }
        return otherName(key);
    }

    private boolean otherName(final String key) {
        final Names.Name name = key == null ? null : names.find(pattern.scope(field), key);
        if (name == null || name.reference == Dictionary.NONE) {
            return false;
        }
        latest[field] = name;
        record.putInt(name.reference);
        field++;
        return true;
    }

    /**
     * Writes a name that is not known, and remembers it if it is seen again, in another event.
     *
     * @param key what the field's text depends on, or null
     * @param text the field's text
     */
    public void newName(final String key, final CharSequence text) {
        final int scope = pattern.scope(field);
        final int from = record.length() + Integer.BYTES;
        text(text);
        final int length = record.length() - from;
        if (scope != 0
                && key != null
                && key.length() <= Dictionary.MAX_TEXT_LENGTH
                && names.mayHaveRoom(length)
                && names.isSeenAgain(scope, key, sight)) {
            if (length > Dictionary.MAX_TEXT_LENGTH || Surrogates.atEdge(text)) {
                names.refuse(scope, key);
            } else {
                final byte[] encoded = Arrays.copyOfRange(record.bytes(), from, from + length);
                names.learn(scope, key, Dictionary.KIND_TEXT, encoded, length, 0);
            }
        }
    }

    /**
     * Writes a field's text.
     *
     * @param text as it is to stand in the line
     */
    public void text(final CharSequence text) {
        putText(text, -1);
        field++;
    }

    /** Writes a length, times a sign, and a text. */
    private void putText(final CharSequence text, final int sign) {
        record.putText(text, sign, encoder);
        final int count = text.length();
        if (count > 0) {
            whole |= endsHigh && Character.isLowSurrogate(record.textChar(0));
            endsHigh = Character.isHighSurrogate(record.textChar(count - 1));
        }
    }

    /**
     * Writes the event's time.
     *
     * @param localMs milliseconds since 1970-01-01T00:00 in local time
     * @param nanosOfMilli nanoseconds within the millisecond
     */
    public void date(final long localMs, final int nanosOfMilli) {
        whole |= localMs < 0 || localMs >= SplitRecord.END_OF_TIME_MS;
        record.putLong(localMs);
        if (pattern.hasNanos(field)) {
            whole |= nanosOfMilli < 0 || nanosOfMilli >= SplitRecord.NANOS_PER_MILLI;
            record.putInt(nanosOfMilli);
        }
        endsHigh = false;
        field++;
    }

    /**
     * Writes the event's message as a template and its arguments.
     *
     * @param template as the application gave it, or null
     * @param arguments of the call, or null for none
     * @return false when nothing was written, and {@link #text} has to write the finished message
     */
    public boolean message(final String template, final Object[] arguments) {
        if (!beginMessage(template, arguments == null ? 0 : arguments.length)) {
            return false;
        }
        for (int i = 0; argumentsLeft > 0; i++) {
            argument(arguments[i]);
        }
        return endMessage();
    }

    /**
     * Begins a message. {@link #argument} for each argument, and {@link #endMessage} follow.
     *
     * @param template as the application gave it, or null
     * @param argumentCount how many arguments the call has
     * @return false when nothing was written, and {@link #text} has to write the finished message
     */
    public boolean beginMessage(final String template, final int argumentCount) {
        if (template == null
                || template.length() > Dictionary.MAX_TEXT_LENGTH
                || argumentCount > TemplateParser.MAX_ARGUMENTS) {
            // A longer one has no place in the dictionary, and as a key it would keep its memory.
            return false;
        }
        final int scope = pattern.templateScope(argumentCount);
        Names.Name name = latest[field];
        if (name == null || name.key != template || name.scope != scope) {
            name = otherTemplate(scope, template, argumentCount);
            if (name == null) {
                return false;
            }
        }
        messageAt = record.length();
        record.putInt(name.reference);
        argumentsLeft = name.arguments;
        simple = true;
        return true;
    }

    private Names.Name otherTemplate(final int scope, final String template, final int argumentCount) {
        Names.Name name = names.find(scope, template);
        if (name == null) {
            name = names.mayHaveRoom(template.length()) && names.isSeenAgain(scope, template, sight)
                    ? learnTemplate(scope, template, argumentCount)
                    : null;
        }
        if (name == null || name.reference == Dictionary.NONE) {
            return null;
        }
        latest[field] = name;
        return name;
    }

    private Names.Name learnTemplate(final int scope, final String template, final int argumentCount) {
        final String[] segments = pattern.parser().segments(template, argumentCount);
        final byte[] entry = segments == null ? null : SplitTemplate.encode(segments, encoder);
        if (entry == null) {
            names.refuse(scope, template);
            return null;
        }
        return names.learn(scope, template, Dictionary.KIND_TEMPLATE, entry, entry.length, segments.length - 1);
    }

    /**
     * Writes the next argument; those that the template does not show are passed over.
     *
     * @param value the argument
     */
    public void argument(final Object value) {
        if (argumentsLeft == 0) {
            return;
        }
        argumentsLeft--;
        if (value instanceof String) {
            record.putByte(SplitRecord.ARGUMENT_TEXT);
            putText((String) value, 1);
        } else if (!record.putSimple(value)) {
            putRarer(value);
        }
    }

    /** Other JDKs may write another text for the same floating-point number, so it is made here. */
    private void putRarer(final Object value) {
        scratch.setLength(0);
        if (value instanceof Double) {
            scratch.append((double) (Double) value);
        } else if (value instanceof Float) {
            scratch.append((float) (Float) value);
        } else if (value instanceof Character) {
            scratch.append((char) (Character) value);
        } else {
            simple = false;
            return;
        }
        record.putByte(SplitRecord.ARGUMENT_TEXT);
        putText(scratch, 1);
    }

    /**
     * Ends a message.
     *
     * @return false when an argument's text is for the framework to make: nothing is written, and {@link #text} has to write
     *     the finished message
     */
    public boolean endMessage() {
        if (!simple || argumentsLeft > 0) {
            record.cut(messageAt);
            return false;
        }
        field++;
        return true;
    }

    /**
     * Whether the line has to be encoded as a whole: fields share a surrogate pair, or the time is before 1970 or after 9999.
     *
     * @return true when this record must not be published
     */
    public boolean isWhole() {
        return whole;
    }

    /** The names that the record uses.
     * @return of the buffer for which it was begun */
    public Names names() {
        return names;
    }

    /** The record's bytes.
     * @return the array, valid up to {@link #length()} */
    public byte[] bytes() {
        return record.bytes();
    }

    /** The record's length.
     * @return bytes */
    public int length() {
        return record.length();
    }
}
