package io.logc.server.message.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.NackReason;
import io.logc.server.message.clients.KnownClient;
import io.logc.server.message.codec.BinaryDecoder;
import io.logc.server.message.codec.LineBuffer;
import io.logc.server.message.file.MessageLog;
import io.logc.server.message.file.MessageSink;
import io.logc.server.message.memory.Received;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** A connection of the line protocol. Owned by its event loop. */
final class LineSession extends Session {
    static final byte OK = 0;

    private static final int MAX_SENDER_LENGTH =
            MessageProtocol.MAX_USER_LENGTH + 1 + MessageProtocol.MAX_SECRET_LENGTH;
    private static final int MAX_SKIPPED_LENGTH = BinaryDecoder.MAX_SKIPPED_LENGTH;
    private static final byte[] NO_SECRET = new byte[0];
    private static final byte[] MESSAGE_NAME = {'l', 'i', 'n', 'e'};
    private static final byte[] ERROR = "ERROR ".getBytes(UTF_8);
    private static final byte[] MALFORMED = "malformed: expected username:message".getBytes(UTF_8);
    private static final byte[] OK_SESSION = "OK session ".getBytes(UTF_8);
    private static final byte[] TOTAL = " total ".getBytes(UTF_8);

    private final int maxMessage;
    private final int maxLineLength;
    private final Admission admission;

    private int scanned;
    private int skipped;
    private NackReason skipReason;

    private ByteBuf sender;
    private boolean isChangingSender;
    private MessageLog log;
    private Answers answers;
    private KnownClient client;
    private byte[] prefix;

    /**
     * Makes a session for a new connection.
     *
     * @param service its event loop's state
     * @param channel the connection
     */
    LineSession(final ServiceLoop service, final Channel channel) {
        super(service, SessionTimes.FRAME_TIMEOUT_NS);
        maxMessage = service.services().options().maxMessage();
        maxLineLength = MAX_SENDER_LENGTH + 1 + maxMessage + 2;
        admission = new Admission(service, channel);
    }

    @Override
    void decode(final ByteBuf in) {
        while (!isBlocked() && in.isReadable()) {
            final int index = in.readerIndex();
            final int end = in.indexOf(index + scanned, in.writerIndex(), (byte) '\n');
            if (end < 0) {
                noLine(in);
                return;
            }
            final int length = end - index;
            final boolean isDone = skipped > 0 ? endOfSkipped() : line(in, index, length);
            if (!isDone) {
                scanned = length;
                return;
            }
            scanned = 0;
            frameDone();
            in.readerIndex(end + 1);
        }
    }

    private void noLine(final ByteBuf in) {
        scanned = in.readableBytes();
        final boolean isTooLong = scanned > maxLineLength || scanned > MAX_SENDER_LENGTH && colon(in, scanned) < 0;
        if (skipped == 0) {
            final int colon = colon(in, scanned);
            final NackReason reason = colon >= 0 && isLarge(scanned) ? letIn(in, in.readerIndex(), colon) : null;
            if (isBlocked() || reason == null && !isTooLong) {
                return;
            }
            skipReason = reason != null ? reason : colon < 0 ? NackReason.MALFORMED : NackReason.TOO_LARGE;
        }
        skipped += scanned;
        scanned = 0;
        in.readerIndex(in.writerIndex());
        if (skipped > MAX_SKIPPED_LENGTH) {
            say("a line without end", "");
            endOfSkipped();
            endWhenAnswered();
        }
    }

    private boolean endOfSkipped() {
        skipped = 0;
        add(skipReason.code());
        return true;
    }

    /** Where the sender ends. */
    private static int colon(final ByteBuf in, final int length) {
        final int index = in.readerIndex();
        return in.indexOf(index, index + Math.min(length, MAX_SENDER_LENGTH + 1), (byte) ':');
    }

    private boolean line(final ByteBuf in, final int index, final int length) {
        final int end = length > 0 && in.getByte(index + length - 1) == '\r' ? index + length - 1 : index + length;
        final int colon = colon(in, length);
        NackReason reason = null;
        if (colon < 0) {
            reason = NackReason.MALFORMED;
        } else if (length <= maxLineLength || isLarge(length)) {
            reason = letIn(in, index, colon);
        }
        if (isBlocked()) {
            return false;
        }
        if (reason == null && length > maxLineLength) {
            reason = NackReason.TOO_LARGE;
        }
        if (reason != null) {
            add(reason.code());
            return true;
        }
        return message(in, colon + 1, end - colon - 1);
    }

    /** Whether memory of the common budget is needed for a line, which nobody gets who may not send. */
    private boolean isLarge(final int length) {
        return maxLineLength > Received.MAX_UNBUDGETED_LENGTH && length > Received.MAX_UNBUDGETED_LENGTH;
    }

    /** Lets the sender of a line in, if it is another than before. Returns why it cannot be; nothing when it has to wait. */
    private NackReason letIn(final ByteBuf in, final int index, final int colon) {
        final int length = colon - index;
        final boolean isSame =
                sender != null && sender.readableBytes() == length && ByteBufUtil.equals(in, index, sender, 0, length);
        if (isSame) {
            return null;
        }
        if (length > 0 && pendingAnswers() > 0) {
            // Answers of another user's file have no order among these.
            isChangingSender = true;
            block(OPENING);
            return null;
        }
        return length == 0 ? NackReason.MALFORMED : admit(ByteBufUtil.getBytes(in, index, length));
    }

    @Override
    void answered() {
        if (isChangingSender) {
            isChangingSender = false;
            service().execute(() -> resume(OPENING));
        }
    }

    /** Lets the user in that a line names, or has it wait for the refusal. Returns why it is refused at once. */
    private NackReason admit(final byte[] named) {
        forgetClient();
        final int slash = indexOf(named, (byte) '/');
        final String user = text(named, slash);
        if (user.isEmpty()) {
            return NackReason.MALFORMED;
        }
        admission.admitLine(
                user, slash == named.length ? NO_SECRET : Arrays.copyOfRange(named, slash + 1, named.length));
        if (!admission.isAdmitted()) {
            refuseLate(admission.refusalDelayNs());
            return null;
        }
        client = admission.client();
        if (client == null) {
            return NackReason.BUSY;
        }
        log = admission.log();
        answers = service().answersOf(log);
        prefix = LineBuffer.prefix(user);
        sender = Unpooled.wrappedBuffer(named);
        return null;
    }

    private static int indexOf(final byte[] bytes, final byte wanted) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return bytes.length;
    }

    /** Empty when it is no name. */
    private static String text(final byte[] bytes, final int length) {
        if (length > MessageProtocol.MAX_USER_LENGTH) {
            return "";
        }
        final CharBuffer text = CharBuffer.allocate(length);
        final CoderResult result = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length), text, true);
        return result.isError() ? "" : text.flip().toString();
    }

    private boolean message(final ByteBuf in, final int index, final int length) {
        final NackReason refusal = refusal(length);
        if (refusal != null) {
            add(refusal.code());
            return true;
        }
        final long position = publish(in, index, length);
        if (position == MessageSink.FULL) {
            block(STALLED);
            return false;
        }
        if (position < 0) {
            add(NackReason.DISK_FAILED.code());
            return true;
        }
        answers.add(this, OK, 0, 1, position);
        return true;
    }

    private long publish(final ByteBuf in, final int index, final int length) {
        final LineBuffer line = service().lineBuffer();
        final ReentrantLock lock = client.lineLock();
        lock.lock();
        try {
            final long id = client.nextId();
            int end = line.begin(0, prefix, id);
            end = line.name(end, MESSAGE_NAME);
            end = line.payload(end, in, index, length);
            return answers.publish(this, client, id, 1, line.bytes(), end);
        } finally {
            lock.unlock();
        }
    }

    private NackReason refusal(final int length) {
        if (length > maxMessage) {
            return NackReason.TOO_LARGE;
        }
        return service().isShuttingDown() ? NackReason.SHUTTING_DOWN : answers.refusal();
    }

    private void add(final byte kind) {
        if (answers == null) {
            answer(kind, 0);
            return;
        }
        if (answers.add(this, kind, 0, 1, 0) && answers.isCrowded(this)) {
            block(STALLED);
        }
    }

    @Override
    void put(final byte kind, final long id) {
        final ByteBuf out = out();
        if (kind == OK) {
            out.writeBytes(OK_SESSION);
            ByteBufUtil.writeAscii(out, Long.toString(number()));
            out.writeBytes(TOTAL);
            ByteBufUtil.writeAscii(
                    out, Long.toString(service().services().acknowledged().incrementAndGet()));
        } else {
            out.writeBytes(ERROR);
            final NackReason reason = NackReason.of(kind);
            out.writeBytes(
                    reason == NackReason.MALFORMED
                            ? MALFORMED
                            : service().services().refusalTexts().of(reason));
        }
        out.writeByte('\n');
    }

    @Override
    int neededLength() {
        return scanned > Received.MAX_UNBUDGETED_LENGTH ? maxLineLength + 1 : 0;
    }

    @Override
    boolean isInFrame(final ByteBuf left) {
        return left != null || skipped > 0;
    }

    @Override
    boolean isOpen() {
        return sender != null;
    }

    private void forgetClient() {
        if (answers != null) {
            answers.forget(this);
        }
        if (client != null) {
            service().release(log, client);
        }
        sender = null;
        answers = null;
        client = null;
    }

    @Override
    void closed() {
        forgetClient();
    }
}
