package io.logc.server.message.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.NackReason;
import java.util.EnumMap;
import java.util.Map;

/** What refusals say to a person, in both protocols. Immutable; any thread. */
public final class RefusalTexts {
    private final Map<NackReason, byte[]> texts = new EnumMap<>(NackReason.class);

    /**
     * Makes the texts of refusals.
     *
     * @param maxMessage longest payload in bytes
     */
    public RefusalTexts(final int maxMessage) {
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
    public byte[] of(final NackReason reason) {
        return texts.get(reason);
    }
}
