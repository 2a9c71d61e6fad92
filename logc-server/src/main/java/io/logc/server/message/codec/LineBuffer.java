package io.logc.server.message.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.line.MessageLine;
import io.logc.message.wire.MessageProtocol;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Where an event loop makes the lines that messages become, one or several behind each other. Used again and again; owned by
 * the event loop.
 */
public final class LineBuffer {
    private static final int MAX_PREFIX_LENGTH =
            MessageLine.MAX_ESCAPE_LENGTH * MessageProtocol.MAX_CLIENT_ID_LENGTH + 1;

    private final byte[] lines;

    /**
     * Makes space.
     *
     * @param length bytes, as many as the longest line and more
     */
    public LineBuffer(final int length) {
        lines = new byte[length];
    }

    /**
     * Makes what all lines of a client begin with.
     *
     * @param clientId of 1 to 64 bytes
     * @return the client id as it stands in the line, and a space
     */
    public static byte[] prefix(final String clientId) {
        final byte[] id = clientId.getBytes(UTF_8);
        final byte[] prefix = new byte[MAX_PREFIX_LENGTH];
        return Arrays.copyOf(prefix, MessageLine.putClientId(prefix, 0, id, 0, id.length));
    }

    /** The lines, from the array's beginning.
     * @return the same array always */
    public byte[] bytes() {
        return lines;
    }

    /**
     * Whether there is room for a line, whatever its bytes become.
     *
     * @param position where it is to begin
     * @param prefixLength bytes that it begins with
     * @param nameLength bytes of the name
     * @param payloadLength bytes of the payload
     * @return true when it may be put there
     */
    public boolean isRoomFor(
            final int position, final int prefixLength, final int nameLength, final int payloadLength) {
        return MessageLine.maxLength(0, nameLength, payloadLength) <= lines.length - position - prefixLength;
    }

    /**
     * Begins a line.
     *
     * @param position where it is to stand
     * @param prefix of the client's lines
     * @param messageId 0 and more
     * @return the position after the message id
     */
    public int begin(final int position, final byte[] prefix, final long messageId) {
        System.arraycopy(prefix, 0, lines, position, prefix.length);
        return MessageLine.putMessageId(lines, position + prefix.length, messageId);
    }

    /**
     * Begins the line of the next message of the same client: the digits of its id are those of the one before, and counted on.
     *
     * @param position where it is to stand
     * @param prefix of the client's lines
     * @param messageId one more than that of the line before
     * @param previous where the line before begins
     * @param headLength bytes of its prefix, its message id and the space after that
     * @return the position after the message id
     */
    public int beginNext(
            final int position, final byte[] prefix, final long messageId, final int previous, final int headLength) {
        System.arraycopy(lines, previous, lines, position, headLength);
        int digit = position + headLength - 2;
        while (lines[digit] == '9') {
            lines[digit--] = '0';
        }
        if (digit < position + prefix.length) {
            // It has a digit more.
            return begin(position, prefix, messageId);
        }
        lines[digit]++;
        return position + headLength;
    }

    /**
     * Adds the message name.
     *
     * @param position in the line
     * @param source holds the name
     * @param index of its first byte
     * @param length up to {@value MessageProtocol#MAX_NAME_LENGTH} bytes
     * @return the position after it
     */
    public int name(final int position, final ByteBuf source, final int index, final int length) {
        source.getBytes(index, lines, position, length);
        return MessageLine.escapeName(lines, position, length);
    }

    /**
     * Adds a message name.
     *
     * @param position in the line
     * @param plain name, up to {@value MessageProtocol#MAX_NAME_LENGTH} bytes
     * @return the position after it
     */
    public int name(final int position, final byte[] plain) {
        System.arraycopy(plain, 0, lines, position, plain.length);
        return MessageLine.escapeName(lines, position, plain.length);
    }

    /**
     * Adds the payload and the line feed.
     *
     * @param position in the line
     * @param source holds the payload
     * @param index of its first byte
     * @param length up to the longest payload, in bytes
     * @return the position after it
     */
    public int payload(final int position, final ByteBuf source, final int index, final int length) {
        source.getBytes(index, lines, position, length);
        return MessageLine.escapePayload(lines, position, length);
    }
}
