package io.logc.server.message.codec;

import io.logc.message.wire.Answer;
import io.logc.message.wire.Frames;
import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.Nack;
import io.logc.message.wire.NackReason;
import io.logc.message.wire.Welcome;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * Puts the frames that a server sends into Netty's buffers. Each is made by its own type in {@code io.logc.message.wire}, in
 * an array that is used again and again: but for WELCOME, which comes once in a connection, no answer makes garbage.
 *
 * <p>Owned by an event loop.
 */
public final class AnswerEncoder {
    private final ByteBuffer frame = ByteBuffer.allocate(Math.max(Answer.MAX_FRAME_LENGTH, Welcome.FRAME_LENGTH));
    private final RefusalTexts texts;

    /**
     * Makes the encoder of an event loop.
     *
     * @param texts of refusals
     */
    public AnswerEncoder(final RefusalTexts texts) {
        this.texts = texts;
    }

    /**
     * Appends WELCOME.
     *
     * @param out where answers are put
     * @param maxPayloadLength longest payload that is taken, in bytes
     * @param acknowledgedAt {@link MessageProtocol#RECEIVED}, {@link MessageProtocol#WRITTEN} or
     *     {@link MessageProtocol#SYNCED}
     * @param lastMessageId the last one of the client that was taken, 0 for none
     */
    public void putWelcome(
            final ByteBuf out, final int maxPayloadLength, final byte acknowledgedAt, final long lastMessageId) {
        new Welcome(MessageProtocol.VERSION, maxPayloadLength, acknowledgedAt, lastMessageId).encode(frame.clear());
        append(out);
    }

    /**
     * Appends ACK.
     *
     * @param out where answers are put
     * @param messageId that is acknowledged
     */
    public void putAck(final ByteBuf out, final long messageId) {
        Frames.putAck(frame.clear(), messageId);
        append(out);
    }

    /**
     * Appends PONG.
     *
     * @param out where answers are put
     */
    public void putPong(final ByteBuf out) {
        Frames.putBare(frame.clear(), MessageProtocol.PONG);
        append(out);
    }

    /**
     * Appends NACK.
     *
     * @param out where answers are put
     * @param messageId of the message; 0 for the connection
     * @param reason why
     */
    public void putNack(final ByteBuf out, final long messageId, final NackReason reason) {
        Nack.encode(frame.clear(), messageId, reason, texts.of(reason));
        append(out);
    }

    private void append(final ByteBuf out) {
        out.writeBytes(frame.array(), 0, frame.position());
    }
}
