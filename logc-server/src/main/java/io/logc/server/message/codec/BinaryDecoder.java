package io.logc.server.message.codec;

import static io.logc.message.wire.MessageProtocol.LENGTH_FIELD_LENGTH;

import io.logc.message.wire.Frames;
import io.logc.message.wire.MessageFlyweight;
import io.logc.message.wire.MessageProtocol;
import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32C;

/**
 * Cuts what a connection sends into frames, without copying them. A frame that is too long to be kept is skipped, and its
 * checksum made on the way.
 *
 * <p>Owned by the session's event loop.
 */
public final class BinaryDecoder {
    /** Longest frame in bytes that is skipped instead of being an end to the connection. */
    public static final int MAX_SKIPPED_LENGTH = 16 * 1024 * 1024;

    private static final int CODE_AND_ID_LENGTH = MessageFlyweight.ID_OFFSET + Long.BYTES;
    private static final int CHECKSUM_LENGTH = MessageFlyweight.CHECKSUM_LENGTH;

    /** What becomes of frames. A method that returns false leaves the frame where it is: it comes again. */
    public interface Handler {
        /** Whether the connection's first frame has been dealt with.
         * @return false while only HELLO may come */
        boolean isOpen();

        /** Whether no frame can be looked at now.
         * @return true to leave all that follows for a later call */
        boolean isStopped();

        /**
         * A frame, as a whole.
         *
         * @param code of the frame
         * @param in holds it; its indexes stay, but with false may be gone back in, to where a frame before begins
         * @param index of the code
         * @param length in bytes, with the code
         * @return false to have it again
         */
        boolean onFrame(byte code, ByteBuf in, int index, int length);

        /**
         * Before anything but a whole frame is told of: what the frames before have begun is to be ended.
         *
         * @param in holds them; may be gone back in, to where one of them begins
         * @return false to have it again, or those frames
         */
        boolean onInterruption(ByteBuf in);

        /**
         * The end of a message that was skipped.
         *
         * @param messageId as it stood there
         * @param isIntact whether its CRC-32C was right
         */
        void onSkipped(long messageId, boolean isIntact);

        /**
         * No further frame can be found.
         *
         * @param why for a person
         */
        void onMalformed(String why);
    }

    private final int maxFrameLength;
    private final Handler handler;

    private int neededLength;
    private CRC32C skippedChecksum;
    private long skippedId;
    private int skippedLeft;
    private int skippedExpected;
    private boolean isBroken;

    /**
     * Begins before the first frame.
     *
     * @param maxPayloadLength longest payload that is taken, in bytes
     * @param handler gets the frames
     */
    public BinaryDecoder(final int maxPayloadLength, final Handler handler) {
        this.maxFrameLength =
                MessageProtocol.MESSAGE_OVERHEAD_LENGTH + MessageProtocol.MAX_NAME_LENGTH + maxPayloadLength;
        this.handler = handler;
    }

    /** What the frame that has begun takes as a whole.
     * @return bytes with the length field; 0 between frames */
    public int neededLength() {
        return neededLength;
    }

    /** Whether a frame has begun and not ended.
     * @param in what is left
     * @return true in the middle of a frame */
    public boolean isInFrame(final ByteBuf in) {
        return skippedLeft > 0 || in != null && in.isReadable();
    }

    /**
     * Goes through what has come, as far as it makes whole frames and these can be dealt with.
     *
     * @param in what has come; what was dealt with has been read from it
     */
    public void decode(final ByteBuf in) {
        neededLength = 0;
        while (!isBroken && !handler.isStopped() && in.isReadable()) {
            if (skippedLeft > 0) {
                skip(in);
            } else if (!next(in)) {
                return;
            }
        }
    }

    private boolean next(final ByteBuf in) {
        final int readable = in.readableBytes();
        if (readable <= LENGTH_FIELD_LENGTH) {
            return false;
        }
        final int index = in.readerIndex() + LENGTH_FIELD_LENGTH;
        final int length = in.getInt(in.readerIndex());
        final byte code = in.getByte(index);
        if (length <= 0 || length > MAX_SKIPPED_LENGTH) {
            return broken(in, "length=" + length);
        }
        if (code != (handler.isOpen() ? MessageProtocol.MESSAGE : MessageProtocol.HELLO)
                && !(code == MessageProtocol.PING && handler.isOpen())) {
            return broken(in, "code=" + code);
        }
        if (length > maxLength(code)) {
            return code == MessageProtocol.MESSAGE ? beginSkip(in, index, length) : broken(in, "length=" + length);
        }
        if (readable - LENGTH_FIELD_LENGTH < length) {
            neededLength = LENGTH_FIELD_LENGTH + length;
            return false;
        }
        if (!handler.onFrame(code, in, index, length)) {
            return false;
        }
        in.readerIndex(index + length);
        return true;
    }

    private int maxLength(final byte code) {
        switch (code) {
            case MessageProtocol.MESSAGE:
                return maxFrameLength;
            case MessageProtocol.HELLO:
                return MessageProtocol.MAX_HELLO_LENGTH;
            default:
                return Frames.BARE_LENGTH - LENGTH_FIELD_LENGTH;
        }
    }

    private boolean broken(final ByteBuf in, final String why) {
        if (!handler.onInterruption(in)) {
            return false;
        }
        isBroken = true;
        handler.onMalformed(why);
        return false;
    }

    private boolean beginSkip(final ByteBuf in, final int index, final int length) {
        if (in.readableBytes() < LENGTH_FIELD_LENGTH + CODE_AND_ID_LENGTH || !handler.onInterruption(in)) {
            return false;
        }
        skippedId = in.getLong(index + MessageFlyweight.ID_OFFSET);
        skippedChecksum = new CRC32C();
        skippedChecksum.update(in.internalNioBuffer(index, CODE_AND_ID_LENGTH));
        skippedLeft = length - CODE_AND_ID_LENGTH;
        skippedExpected = 0;
        in.readerIndex(index + CODE_AND_ID_LENGTH);
        return true;
    }

    private void skip(final ByteBuf in) {
        final int summed = Math.min(in.readableBytes(), skippedLeft - CHECKSUM_LENGTH);
        if (summed > 0) {
            skippedChecksum.update(in.internalNioBuffer(in.readerIndex(), summed));
            in.skipBytes(summed);
            skippedLeft -= summed;
        }
        while (skippedLeft > 0 && skippedLeft <= CHECKSUM_LENGTH && in.isReadable()) {
            skippedExpected = skippedExpected << Byte.SIZE | in.readUnsignedByte();
            skippedLeft--;
        }
        if (skippedLeft == 0) {
            final boolean isIntact = (int) skippedChecksum.getValue() == skippedExpected;
            skippedChecksum = null;
            handler.onSkipped(skippedId, isIntact);
        }
    }
}
