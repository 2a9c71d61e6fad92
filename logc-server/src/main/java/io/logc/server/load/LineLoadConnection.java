package io.logc.server.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logc.message.wire.NackReason;
import io.netty.buffer.ByteBuf;
import java.util.Locale;

/**
 * Sends lines. They have no ids, so nothing is sent again: what is refused counts as refused, also where the server says to
 * try again, and what is not answered counts as lost, though it may be on file. Belongs to its event loop.
 */
final class LineLoadConnection extends LoadConnection {
    private static final String OK = "OK session ";
    private static final String ERROR = "ERROR ";
    private static final int SHOWN_LENGTH = 60;

    private final byte[] line;

    LineLoadConnection(final int position, final int index, final LoadLoop loop, final long nowNs) {
        super(position, index, loop, nowNs);
        line = loop.line();
    }

    @Override
    void connected() {
        opened(System.nanoTime());
    }

    @Override
    int messageLength() {
        return line.length;
    }

    @Override
    void writeMessage(final ByteBuf out, final int message) {
        out.writeBytes(line);
    }

    @Override
    boolean isPausing() {
        return false;
    }

    @Override
    void readAnswers(final ByteBuf in, final long nowNs) {
        while (in.isReadable() && !isOver()) {
            final int length = in.bytesBefore((byte) '\n');
            if (length > MAX_ANSWER_LENGTH || length < 0 && in.readableBytes() > MAX_ANSWER_LENGTH) {
                noSense(in.toString(in.readerIndex(), SHOWN_LENGTH, US_ASCII));
                return;
            }
            if (length < 0) {
                return;
            }
            final String answer = in.readCharSequence(length, US_ASCII).toString();
            in.skipBytes(1);
            onAnswer(answer, nowNs);
        }
    }

    private void onAnswer(final String answer, final long nowNs) {
        final NackReason reason = answer.startsWith(ERROR) ? reason(answer.substring(ERROR.length())) : null;
        if (reason == NackReason.NOT_AUTHORISED) {
            end(reason, "refused: not authorised"); // the server closes
        } else if (answered() == sent() || reason == null && !answer.startsWith(OK)) {
            noSense(answer);
        } else if (reason == null) {
            acknowledged(nowNs);
        } else {
            refused(reason, nowNs);
        }
    }

    /** The reason that an answer's words begin with, or null. */
    private static NackReason reason(final String words) {
        for (final NackReason reason : NackReason.values()) {
            if (words.startsWith(reason.name().toLowerCase(Locale.ROOT).replace('_', ' '))) {
                return reason;
            }
        }
        return null;
    }

    private void noSense(final String answer) {
        final String shown = answer.length() > SHOWN_LENGTH ? answer.substring(0, SHOWN_LENGTH) : answer;
        fail("the server's answer makes no sense (is this the port of its line protocol?): "
                + shown.replaceAll("[^ -~]", "?"));
    }
}
