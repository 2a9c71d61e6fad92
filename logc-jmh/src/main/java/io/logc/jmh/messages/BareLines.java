package io.logc.jmh.messages;

import io.logc.message.wire.FrameException;
import io.logc.message.wire.MessageFlyweight;
import io.logc.message.wire.MessageProtocol;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The least that makes a file of messages: checks a frame's CRC, copies message id, name and payload behind each other, and
 * appends to the file what one read has brought. Nothing is escaped, remembered or recovered.
 *
 * <p>Owned by an event loop; several append to the same file.
 */
final class BareLines {
    private static final int CAPACITY = 256 * 1024;
    private static final int MAX_DIGITS = 19;

    private final FileChannel file;
    private final MessageFlyweight message = new MessageFlyweight();
    private final byte[] digits = new byte[MAX_DIGITS];
    private final ByteBuffer lines = ByteBuffer.allocateDirect(CAPACITY);

    BareLines(final Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Adds the message whose code is at the index. */
    void add(final ByteBuf in, final int index, final int length) throws IOException {
        final ByteBuffer frame = in.internalNioBuffer(index, length);
        try {
            message.wrap(frame, frame.position(), length);
        } catch (final FrameException e) {
            throw new IOException(e);
        }
        if (!message.isIntact()) {
            throw new IOException("message " + message.messageId() + " is damaged");
        }
        if (lines.remaining() < MAX_DIGITS + 1 + length) {
            write();
        }
        putId(message.messageId());
        final int textLength = length - MessageProtocol.MESSAGE_OVERHEAD_LENGTH;
        lines.put(lines.position(), frame, message.nameIndex(), textLength);
        lines.position(lines.position() + textLength).put((byte) '\n');
    }

    private void putId(final long id) {
        int first = MAX_DIGITS;
        long rest = id;
        do {
            digits[--first] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        lines.put(digits, first, MAX_DIGITS - first).put((byte) ' ');
    }

    /** Appends what was added. */
    void write() throws IOException {
        lines.flip();
        while (lines.hasRemaining()) {
            file.write(lines);
        }
        lines.clear();
    }
}
