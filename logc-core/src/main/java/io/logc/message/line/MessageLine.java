package io.logc.message.line;

import java.nio.ByteBuffer;

/**
 * The line that a message becomes in the file: one message is one line, whatever its bytes, and the bytes can be had back.
 *
 * <pre>
 *   client id ' ' message id (decimal) ' ' message name ' ' payload LF
 * </pre>
 *
 * <p>Printable text in valid UTF-8 stays as it is. What could end the line, hide something or mislead a terminal is escaped:
 *
 * <pre>
 *   \                                                    \\
 *   LF, CR, TAB                                          \n, \r, \t
 *   other bytes 0x00 to 0x1f, and 0x7f                   \xHH  (two hexadecimal digits, upper case)
 *   U+0080 to U+009F, U+2028, U+2029                     \xHH  for each of their bytes
 *   each byte that is no part of valid UTF-8             \xHH
 *   a space in client id or name                         \x20
 *   an empty name                                        -
 *   a name that is just -                                \x2D
 * </pre>
 *
 * <p>No byte becomes more than {@value #MAX_ESCAPE_LENGTH}. {@link #decode} gives back exactly what was encoded.
 *
 * <p>The {@code put} methods append one field and what ends it, and return the position after that; they make no garbage.
 * They may be used by any number of threads, each with an array of its own. Every one needs room for the longest form of
 * what it puts ({@link #maxLength} for the whole line), or throws an {@link IndexOutOfBoundsException}; what lies in that room
 * beyond the returned position is then undefined.
 */
public final class MessageLine {
    /** Bytes of the longest escape of one byte. */
    public static final int MAX_ESCAPE_LENGTH = 4;
    /** Digits of the longest message id. */
    public static final int MAX_ID_LENGTH = 19;

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private final byte[] clientId;
    private final long messageId;
    private final byte[] name;
    private final byte[] payload;

    private MessageLine(final byte[] clientId, final long messageId, final byte[] name, final byte[] payload) {
        this.clientId = clientId;
        this.messageId = messageId;
        this.name = name;
        this.payload = payload;
    }

    /**
     * Tells the length of the longest line that fields of these lengths can become.
     *
     * @param clientIdLength bytes, 0 and more
     * @param nameLength bytes, 0 and more
     * @param payloadLength bytes, 0 and more
     * @return bytes, with the line's end
     * @throws ArithmeticException when that is more than an array can hold
     */
    public static int maxLength(final int clientIdLength, final int nameLength, final int payloadLength) {
        final long escaped = (long) clientIdLength + Math.max(1, nameLength) + payloadLength;
        return Math.toIntExact(escaped * MAX_ESCAPE_LENGTH + 1 + MAX_ID_LENGTH + 1 + 1 + 1);
    }

    /**
     * Puts a whole line.
     *
     * @param target has room for {@link #maxLength} bytes from the position on
     * @param position where the line begins
     * @param clientId 1 byte and more
     * @param messageId 0 and more
     * @param name may be empty
     * @param payload may be empty
     * @return the position after the line's end
     * @throws IllegalArgumentException when the client id is empty or the message id negative
     * @throws IndexOutOfBoundsException when the target has no room
     */
    public static int encode(
            final byte[] target,
            final int position,
            final byte[] clientId,
            final long messageId,
            final byte[] name,
            final byte[] payload) {
        int end = putClientId(target, position, clientId, 0, clientId.length);
        end = putMessageId(target, end, messageId);
        end = putName(target, end, name, 0, name.length);
        return putPayload(target, end, payload, 0, payload.length);
    }

    /**
     * Puts the client id and the space after it. It is the same for all messages of a client, so it may be made once and copied.
     *
     * @param target has room for four times the length and a space
     * @param position where the line begins
     * @param source another array than the target
     * @param offset in the source
     * @param length bytes, 1 and more
     * @return the position after the space
     * @throws IllegalArgumentException when the length is not positive
     * @throws IndexOutOfBoundsException when the target has no room, or the source not so many bytes
     */
    public static int putClientId(
            final byte[] target, final int position, final byte[] source, final int offset, final int length) {
        if (length <= 0) {
            throw new IllegalArgumentException("client id is empty");
        }
        System.arraycopy(source, offset, target, position, length);
        return separate(target, escape(target, position, length, true));
    }

    /**
     * Puts the message id and the space after it.
     *
     * @param target has room for {@value #MAX_ID_LENGTH} digits and a space
     * @param position where it begins
     * @param messageId 0 and more
     * @return the position after the space
     * @throws IllegalArgumentException when the message id is negative
     * @throws IndexOutOfBoundsException when the target has no room
     */
    public static int putMessageId(final byte[] target, final int position, final long messageId) {
        if (messageId < 0) {
            throw new IllegalArgumentException("messageId=" + messageId + " is negative");
        }
        int digits = 1;
        for (long rest = messageId; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = messageId;
        for (int at = position + digits - 1; at >= position; at--) {
            target[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return separate(target, position + digits);
    }

    /**
     * Puts the message name and the space after it.
     *
     * @param target has room for four times the length, at least four bytes, and a space
     * @param position where it begins
     * @param source another array than the target
     * @param offset in the source
     * @param length bytes, 0 and more
     * @return the position after the space
     * @throws IndexOutOfBoundsException when the target has no room, or the source not so many bytes
     */
    public static int putName(
            final byte[] target, final int position, final byte[] source, final int offset, final int length) {
        System.arraycopy(source, offset, target, position, length);
        return escapeName(target, position, length);
    }

    /**
     * Puts the message name and the space after it.
     *
     * @param target has room for four times the length, at least four bytes, and a space
     * @param position where it begins
     * @param source its position and limit stay as they are
     * @param index of the first byte in the source
     * @param length bytes, 0 and more
     * @return the position after the space
     * @throws IndexOutOfBoundsException when the target has no room, or the source not so many bytes
     */
    public static int putName(
            final byte[] target, final int position, final ByteBuffer source, final int index, final int length) {
        source.get(index, target, position, length);
        return escapeName(target, position, length);
    }

    /**
     * Puts the payload and the line's end.
     *
     * @param target has room for four times the length, and the line's end
     * @param position where it begins
     * @param source another array than the target
     * @param offset in the source
     * @param length bytes, 0 and more
     * @return the position after the line's end
     * @throws IndexOutOfBoundsException when the target has no room, or the source not so many bytes
     */
    public static int putPayload(
            final byte[] target, final int position, final byte[] source, final int offset, final int length) {
        System.arraycopy(source, offset, target, position, length);
        return escapePayload(target, position, length);
    }

    /**
     * Puts the payload and the line's end.
     *
     * @param target has room for four times the length, and the line's end
     * @param position where it begins
     * @param source its position and limit stay as they are
     * @param index of the first byte in the source
     * @param length bytes, 0 and more
     * @return the position after the line's end
     * @throws IndexOutOfBoundsException when the target has no room, or the source not so many bytes
     */
    public static int putPayload(
            final byte[] target, final int position, final ByteBuffer source, final int index, final int length) {
        source.get(index, target, position, length);
        return escapePayload(target, position, length);
    }

    /**
     * Makes a name that was copied into the target itself into what stands in the line, and puts the space after it.
     *
     * @param target has room for four times the length, at least four bytes, and a space
     * @param position of the name's first byte
     * @param length bytes, 0 and more
     * @return the position after the space
     * @throws IndexOutOfBoundsException when the target has no room
     */
    public static int escapeName(final byte[] target, final int position, final int length) {
        if (length == 0) {
            target[position] = '-';
            return separate(target, position + 1);
        }
        if (length == 1 && target[position] == '-') {
            return separate(target, putHex(target, position, (byte) '-'));
        }
        return separate(target, escape(target, position, length, true));
    }

    /**
     * Makes a payload that was copied into the target itself into what stands in the line, and puts the line's end after it.
     *
     * @param target has room for four times the length, and the line's end
     * @param position of the payload's first byte
     * @param length bytes, 0 and more
     * @return the position after the line's end
     * @throws IndexOutOfBoundsException when the target has no room
     */
    public static int escapePayload(final byte[] target, final int position, final int length) {
        final int end = escape(target, position, length, false);
        target[end] = '\n';
        return end + 1;
    }

    /**
     * Undoes {@link #encode}.
     *
     * @param line one line, with or without its end
     * @return the fields
     * @throws IllegalArgumentException when it is not such a line
     */
    public static MessageLine decode(final byte[] line) {
        return decode(line, 0, line.length);
    }

    /**
     * Undoes {@link #encode}.
     *
     * @param source holds the line
     * @param offset of the line
     * @param length bytes of the line, with or without its end
     * @return the fields
     * @throws IllegalArgumentException when it is not such a line
     * @throws IndexOutOfBoundsException when the source has not so many bytes
     */
    public static MessageLine decode(final byte[] source, final int offset, final int length) {
        final LineFields fields = new LineFields(source, offset, length);
        final byte[] clientId = fields.nextWord();
        final long messageId = fields.nextNumber();
        final byte[] name = fields.nextName();
        return new MessageLine(clientId, messageId, name, fields.rest());
    }

    /** Client id.
     * @return the bytes as the client gave them; a UUID as its canonical text */
    public byte[] clientId() {
        return clientId.clone();
    }

    /** Message id.
     * @return 0 and more */
    public long messageId() {
        return messageId;
    }

    /** Message name.
     * @return the bytes as the client gave them, perhaps none */
    public byte[] name() {
        return name.clone();
    }

    /** What the message says.
     * @return the bytes as the client gave them, perhaps none */
    public byte[] payload() {
        return payload.clone();
    }

    private static int separate(final byte[] target, final int position) {
        target[position] = ' ';
        return position + 1;
    }

    /** Escapes what stands at the position, in place: what is left of it is moved out of the way of its longer form first. */
    private static int escape(final byte[] target, final int position, final int length, final boolean word) {
        final int plain = PlainText.prefixLength(target, position, length, word);
        if (plain == length) {
            return position + length;
        }
        final int end = position + length * MAX_ESCAPE_LENGTH;
        int source = end - (length - plain);
        System.arraycopy(target, position + plain, target, source, length - plain);
        int out = position + plain;
        while (source < end) {
            final int sequence = PlainText.printableSequence(target, source, end, word);
            if (sequence > 0) {
                for (int i = 0; i < sequence; i++) {
                    target[out++] = target[source++];
                }
            } else {
                for (int i = sequence; i < 0; i++) {
                    out = putEscape(target, out, target[source++]);
                }
            }
        }
        return out;
    }

    private static int putEscape(final byte[] target, final int position, final byte value) {
        final byte letter =
                switch (value) {
                    case '\\' -> '\\';
                    case '\n' -> 'n';
                    case '\r' -> 'r';
                    case '\t' -> 't';
                    default -> 0;
                };
        if (letter == 0) {
            return putHex(target, position, value);
        }
        target[position] = '\\';
        target[position + 1] = letter;
        return position + 2;
    }

    private static int putHex(final byte[] target, final int position, final byte value) {
        target[position] = '\\';
        target[position + 1] = 'x';
        target[position + 2] = HEX[(value >> 4) & 0xf];
        target[position + 3] = HEX[value & 0xf];
        return position + 4;
    }
}
