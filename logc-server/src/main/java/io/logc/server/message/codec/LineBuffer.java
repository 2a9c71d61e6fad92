package io.logc.server.message.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.line.MessageLine;
import io.logc.message.wire.MessageProtocol;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Where an event loop makes the lines that messages become. Reused for each message; owned by the event loop. */
public final class LineBuffer {
    private static final int MAX_PREFIX_LENGTH =
            MessageLine.MAX_ESCAPE_LENGTH * MessageProtocol.MAX_CLIENT_ID_LENGTH + 1;

    private final byte[] line;

    /**
     * Makes space for the longest line.
     *
     * @param maxPayloadLength of a message, in bytes
     */
    public LineBuffer(final int maxPayloadLength) {
        line = new byte
                [MessageLine.maxLength(
                        MessageProtocol.MAX_CLIENT_ID_LENGTH, MessageProtocol.MAX_NAME_LENGTH, maxPayloadLength)];
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

    /** The line that was made last, from the array's beginning.
     * @return the same array always */
    public byte[] bytes() {
        return line;
    }

    /**
     * Begins a line.
     *
     * @param prefix of the client's lines
     * @param messageId 0 and more
     * @return the position after the message id
     */
    public int begin(final byte[] prefix, final long messageId) {
        System.arraycopy(prefix, 0, line, 0, prefix.length);
        return MessageLine.putMessageId(line, prefix.length, messageId);
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
        source.getBytes(index, line, position, length);
        return MessageLine.escapeName(line, position, length);
    }

    /**
     * Adds a message name.
     *
     * @param position in the line
     * @param plain name, up to {@value MessageProtocol#MAX_NAME_LENGTH} bytes
     * @return the position after it
     */
    public int name(final int position, final byte[] plain) {
        System.arraycopy(plain, 0, line, position, plain.length);
        return MessageLine.escapeName(line, position, plain.length);
    }

    /**
     * Adds the payload and the line feed.
     *
     * @param position in the line
     * @param source holds the payload
     * @param index of its first byte
     * @param length up to the longest payload, in bytes
     * @return the line's length in bytes
     */
    public int payload(final int position, final ByteBuf source, final int index, final int length) {
        source.getBytes(index, line, position, length);
        return MessageLine.escapePayload(line, position, length);
    }
}
