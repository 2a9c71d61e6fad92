package io.logc.server.load;

import io.logc.message.wire.FrameException;
import io.logc.message.wire.Frames;
import io.logc.message.wire.Hello;
import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.Nack;
import io.logc.message.wire.NackReason;
import io.logc.message.wire.Welcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Says HELLO, and goes back to the first message that is to be sent again. Belongs to its event loop. */
final class BinaryLoadConnection extends LoadConnection {
    private static final int ACK_LENGTH = Frames.ACK_LENGTH - MessageProtocol.LENGTH_FIELD_LENGTH;
    private static final long FIRST_PAUSE_MS = 10;
    private static final long LONGEST_PAUSE_MS = 1000;

    private final MessageFrames frames;
    private long lastIdBefore;
    private int toIgnore;
    private boolean pausing;
    private long pauseMs = FIRST_PAUSE_MS;

    BinaryLoadConnection(final int position, final int index, final LoadLoop loop, final long nowNs) {
        super(position, index, loop, nowNs);
        frames = loop.frames();
    }

    @Override
    void connected() {
        final Hello hello = loop().target().hello(loop().plan().clientId(index()));
        final ByteBuffer frame = ByteBuffer.allocate(hello.frameLength());
        hello.encode(frame);
        channel().writeAndFlush(Unpooled.wrappedBuffer(frame.flip()));
    }

    @Override
    int messageLength() {
        return frames.messageLength();
    }

    @Override
    void writeMessage(final ByteBuf out, final int message) {
        frames.writeMessage(out, lastIdBefore + 1 + message);
    }

    @Override
    boolean isPausing() {
        return pausing;
    }

    @Override
    void readAnswers(final ByteBuf in, final long nowNs) {
        while (in.readableBytes() > MessageProtocol.LENGTH_FIELD_LENGTH && !isOver()) {
            final int length = in.getInt(in.readerIndex());
            if (length < 1 || length > MAX_ANSWER_LENGTH) {
                fail("the server's answer makes no sense: length=" + length);
                return;
            }
            final int end = in.readerIndex() + MessageProtocol.LENGTH_FIELD_LENGTH + length;
            if (end > in.writerIndex()) {
                return;
            }
            in.skipBytes(MessageProtocol.LENGTH_FIELD_LENGTH);
            try {
                onFrame(in, length, nowNs);
            } catch (final FrameException e) {
                fail("the server's answer makes no sense: " + e.getMessage());
            }
            in.readerIndex(end);
        }
    }

    private void onFrame(final ByteBuf in, final int length, final long nowNs) throws FrameException {
        final byte code = in.readByte();
        if (code == MessageProtocol.ACK && length == ACK_LENGTH) {
            onAcknowledged(in.readLong(), nowNs); // not through a ByteBuffer: there are millions
        } else if (code == MessageProtocol.NACK) {
            onRefused(Nack.decode(in.nioBuffer(in.readerIndex(), length - 1)), nowNs);
        } else if (code == MessageProtocol.WELCOME) {
            lastIdBefore =
                    Welcome.decode(in.nioBuffer(in.readerIndex(), length - 1)).lastMessageId();
            opened(nowNs);
        } else if (code != MessageProtocol.PONG) {
            throw new FrameException("code=" + code + ", length=" + length);
        }
    }

    private void onAcknowledged(final long id, final long nowNs) {
        if (toIgnore > 0 || answered() == sent() || id != nextId()) {
            fail("the server acknowledged message " + id + " instead of " + nextId());
            return;
        }
        pauseMs = FIRST_PAUSE_MS;
        acknowledged(nowNs);
    }

    /** Of the next message that is not answered. */
    private long nextId() {
        return lastIdBefore + 1 + answered();
    }

    private void onRefused(final Nack nack, final long nowNs) {
        final long id = nack.messageId();
        final NackReason reason = nack.reason() == null ? NackReason.MALFORMED : nack.reason();
        if (!isOpen() || id == 0) {
            end(reason, "refused: " + (nack.text().isEmpty() ? reason.toString() : nack.text()));
        } else if (toIgnore > 0) {
            toIgnore--;
            resumeLater();
        } else if (answered() == sent() || id != nextId() && reason != NackReason.CHECKSUM) {
            fail("the server refused message " + id + " (" + reason + "), not " + nextId());
        } else if (reason.isRetryable()) {
            LoadResult.count(result().sentAgain, reason, 1);
            result().answered(nowNs);
            toIgnore = sent() - answered() - 1;
            pausing = true;
            resumeLater();
        } else {
            refused(reason, nowNs);
        }
    }

    /** What was sent after a refused message is refused as well; once it is, all of it is sent again. */
    private void resumeLater() {
        if (toIgnore == 0) {
            channel().eventLoop().schedule(this::resume, pauseMs, TimeUnit.MILLISECONDS);
            pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
        }
    }

    private void resume() {
        pausing = false;
        sendAgain();
    }
}
