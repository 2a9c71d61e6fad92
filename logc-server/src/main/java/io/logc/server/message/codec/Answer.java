package io.logc.server.message.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.NackReason;
import io.netty.buffer.ByteBuf;
import java.util.EnumMap;
import java.util.Map;

/** The frames that a server sends. Immutable; any thread. */
public final class Answer {
    private static final int ID_LENGTH = Long.BYTES;
    private static final int ACK_LENGTH = 1 + ID_LENGTH;
    private static final int WELCOME_LENGTH = 1 + Short.BYTES + Integer.BYTES + 1 + ID_LENGTH;
    private static final int NACK_LENGTH = 1 + ID_LENGTH + 1 + 1;

    private final Map<NackReason, byte[]> texts = new EnumMap<>(NackReason.class);

    /**
     * Makes the texts of refusals.
     *
     * @param maxMessage longest payload in bytes
     */
    public Answer(final int maxMessage) {
        for (final NackReason reason : NackReason.values()) {
            texts.put(reason, text(reason, maxMessage).getBytes(UTF_8));
        }
    }

    private static String text(final NackReason reason, final int maxMessage) {
        return switch (reason) {
            case TOO_LARGE -> "too large: at most " + maxMessage + " bytes";
            case MALFORMED -> "malformed";
            case CHECKSUM -> "checksum does not match, send it again";
            case NOT_AUTHORISED -> "not authorised";
            case OUT_OF_SEQUENCE -> "out of sequence: begin with the first that was refused";
            case DISK_FULL -> "disk full, try again";
            case BUSY -> "busy, try again";
            case SHUTTING_DOWN -> "shutting down, try again";
            case DISK_FAILED -> "disk failed, try again";
            case TAKEN_OVER -> "another connection sends as this client";
            case VERSION -> "version " + MessageProtocol.VERSION + " is spoken here";
        };
    }

    /** What a refusal says to a person.
     * @param reason of the refusal
     * @return UTF-8; not to be changed */
    public byte[] text(final NackReason reason) {
        return texts.get(reason);
    }

    public void putWelcome(final ByteBuf out, final int maxMessage, final byte acknowledgedAt, final long lastId) {
        out.writeInt(WELCOME_LENGTH);
        out.writeByte(MessageProtocol.WELCOME);
        out.writeShort(MessageProtocol.VERSION);
        out.writeInt(maxMessage);
        out.writeByte(acknowledgedAt);
        out.writeLong(lastId);
    }

    public void putAck(final ByteBuf out, final long id) {
        out.writeInt(ACK_LENGTH);
        out.writeByte(MessageProtocol.ACK);
        out.writeLong(id);
    }

    public void putPong(final ByteBuf out) {
        out.writeInt(1);
        out.writeByte(MessageProtocol.PONG);
    }

    public void putNack(final ByteBuf out, final long id, final NackReason reason) {
        final byte[] text = texts.get(reason);
        out.writeInt(NACK_LENGTH + text.length);
        out.writeByte(MessageProtocol.NACK);
        out.writeLong(id);
        out.writeByte(reason.code());
        out.writeByte(text.length);
        out.writeBytes(text);
    }
}
