package io.logc.server.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.MessageProtocol;
import io.logc.message.NackReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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
    private boolean isSkippedMalformed;

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
        if (skipped == 0 && !isTooLong) {
            return;
        }
        if (skipped == 0) {
            isSkippedMalformed = colon(in, scanned) < 0;
        }
        skipped += scanned;
        scanned = 0;
        in.readerIndex(in.writerIndex());
        if (skipped > MAX_SKIPPED_LENGTH) {
            say("a line without end");
            endOfSkipped();
            endWhenAnswered();
        }
    }

    private boolean endOfSkipped() {
        skipped = 0;
        add((isSkippedMalformed ? NackReason.MALFORMED : NackReason.TOO_LARGE).code());
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
        if (colon >= 0 && length > maxLineLength) {
            add(NackReason.TOO_LARGE.code());
            return true;
        }
        if (colon <= index) {
            add(NackReason.MALFORMED.code());
            return true;
        }
        final boolean isSame = sender != null
                && sender.readableBytes() == colon - index
                && ByteBufUtil.equals(in, index, sender, 0, colon - index);
        if (isSame) {
            return message(in, colon + 1, end - colon - 1);
        }
        if (pendingAnswers() > 0) {
            // Answers of another user's file have no order among these.
            isChangingSender = true;
            block(OPENING);
            return false;
        }
        return !admit(ByteBufUtil.getBytes(in, index, colon - index)) || message(in, colon + 1, end - colon - 1);
    }

    @Override
    void answered() {
        if (isChangingSender) {
            isChangingSender = false;
            service().execute(() -> resume(OPENING));
        }
    }

    /** Lets the user in that a line names. Returns false when it was answered otherwise. */
    private boolean admit(final byte[] named) {
        forgetClient();
        final int slash = indexOf(named, (byte) '/');
        final String user = text(named, slash);
        if (user.isEmpty()) {
            add(NackReason.MALFORMED.code());
            return false;
        }
        admission.admitLine(
                user, slash == named.length ? NO_SECRET : Arrays.copyOfRange(named, slash + 1, named.length));
        if (!admission.isAdmitted()) {
            block(OPENING);
            admission.refuseLater(this::refuse);
            return false;
        }
        client = admission.client();
        if (client == null) {
            add(NackReason.BUSY.code());
            return false;
        }
        log = admission.log();
        answers = service().answersOf(log);
        prefix = LineBuffer.prefix(user);
        sender = Unpooled.wrappedBuffer(named);
        return true;
    }

    private void refuse() {
        answer(NackReason.NOT_AUTHORISED.code(), 0);
        endWhenAnswered();
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
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
        } catch (final CharacterCodingException noText) {
            return "";
        }
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
        answers.add(this, OK, 0, position);
        return true;
    }

    private long publish(final ByteBuf in, final int index, final int length) {
        final LineBuffer line = service().lineBuffer();
        final ReentrantLock lock = client.lineLock();
        lock.lock();
        try {
            final long id = client.nextId();
            int end = line.begin(prefix, id);
            end = line.name(end, MESSAGE_NAME);
            end = line.payload(end, in, index, length);
            return answers.publish(this, client, id, line.bytes(), end);
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
        answers.add(this, kind, 0, 0);
        if (answers.isCrowded(this)) {
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
                            : service().services().answer().text(reason));
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
