package io.logc.server.message.session;

import static io.logc.message.wire.MessageProtocol.LENGTH_FIELD_LENGTH;

import io.logc.message.wire.FrameException;
import io.logc.message.wire.Hello;
import io.logc.message.wire.MessageFlyweight;
import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.NackReason;
import io.logc.server.message.clients.KnownClient;
import io.logc.server.message.clients.Ownership;
import io.logc.server.message.clients.Sequence;
import io.logc.server.message.clients.Sequence.Verdict;
import io.logc.server.message.codec.AnswerEncoder;
import io.logc.server.message.codec.BinaryDecoder;
import io.logc.server.message.codec.LineBuffer;
import io.logc.server.message.file.MessageLog;
import io.logc.server.message.file.MessageSink;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** A connection of the binary protocol. Owned by its event loop. */
final class BinarySession extends Session implements BinaryDecoder.Handler, Ownership.Owner {
    /** Answers other than refusals, which are named by their reason's code. */
    static final byte ACK = 0;

    static final byte PONG = -1;

    private final int maxMessage;
    private final BinaryDecoder decoder;
    private final Sequence sequence = new Sequence();
    private final MessageFlyweight message;
    private final MessageRun run;
    private final AnswerEncoder answer;
    private Ownership ownership;
    private MessageLog log;
    private Answers answers;
    private KnownClient client;
    private byte[] prefix;
    private boolean isOpen;
    /** Whether messages are to be published one by one, because there was no space for several. */
    private boolean isSingly;

    /**
     * Makes a session for a new connection.
     *
     * @param service its event loop's state
     */
    BinarySession(final ServiceLoop service) {
        super(service, SessionTimes.OPEN_TIMEOUT_NS);
        maxMessage = service.services().options().maxMessage();
        decoder = new BinaryDecoder(maxMessage, this);
        message = service.message();
        answer = service.answerEncoder();
        run = service.run();
    }

    @Override
    void decode(final ByteBuf received) {
        isSingly = false;
        try {
            decoder.decode(received);
            endRun(received);
            if (isSingly) {
                decoder.decode(received);
            }
        } finally {
            if (!run.isEmpty()) {
                // Cut off by a Throwable: what is not published must not be passed over, should anything more be
                // decoded.
                received.readerIndex(run.readerIndex());
                run.clear();
            }
        }
    }

    @Override
    int neededLength() {
        return decoder.neededLength();
    }

    @Override
    boolean isInFrame(final ByteBuf left) {
        return decoder.isInFrame(left);
    }

    @Override
    public boolean isOpen() {
        return isOpen;
    }

    @Override
    public boolean isStopped() {
        return isBlocked();
    }

    @Override
    public boolean onFrame(final byte code, final ByteBuf in, final int index, final int length) {
        if (code == MessageProtocol.MESSAGE ? !message(in, index, length) : !endRunToGoOn(in)) {
            return false;
        }
        frameDone();
        if (code == MessageProtocol.HELLO) {
            hello(in, index, length);
        } else if (code == MessageProtocol.PING) {
            add(PONG, 0, 0);
        }
        return true;
    }

    private boolean message(final ByteBuf in, final int index, final int length) {
        final ByteBuffer frame = in.internalNioBuffer(index, length);
        final int offset = frame.position();
        try {
            message.wrap(frame, offset, length);
        } catch (final FrameException e) {
            return endRunToGoOn(in) && malformed(e.getMessage());
        }
        final long id = message.messageId();
        final boolean isIntact = message.isIntact();
        final int nameLength = message.nameLength();
        final int payloadLength = message.payloadLength();
        final int nameIndex = index + message.nameIndex() - offset;
        if (isIntact
                && run.isFollowedBy(id)
                && payloadLength >= 0
                && payloadLength <= maxMessage
                && run.isRoomFor(prefix, nameLength, payloadLength)) {
            run.add(index - LENGTH_FIELD_LENGTH, prefix, id, in, nameIndex, nameLength, payloadLength);
            return true;
        }
        if (!endRunToGoOn(in)) {
            return false;
        }
        if (!isIntact) {
            damaged(id);
            return true;
        }
        if (id <= 0 || payloadLength < 0) {
            onMalformed("id=" + id + ", nameLength=" + nameLength + ", length=" + length);
            return true;
        }
        final Verdict verdict = sequence.judge(id, client.lastAcceptedId());
        if (verdict == Verdict.AHEAD) {
            nack(id, NackReason.OUT_OF_SEQUENCE);
        } else if (payloadLength > maxMessage) {
            sequence.passed(id);
            nack(id, NackReason.TOO_LARGE);
        } else if (verdict == Verdict.DUPLICATE) {
            add(ACK, id, client.endPosition());
        } else {
            return take(id, in, index, nameIndex, nameLength, payloadLength);
        }
        return true;
    }

    private boolean malformed(final String why) {
        onMalformed(why);
        return true;
    }

    /** Begins a run with a new message. */
    private boolean take(
            final long id,
            final ByteBuf in,
            final int index,
            final int nameIndex,
            final int nameLength,
            final int payloadLength) {
        final NackReason refusal = service().isShuttingDown() ? NackReason.SHUTTING_DOWN : answers.refusal();
        if (refusal != null) {
            sequence.refused(id);
            nack(id, refusal);
            return true;
        }
        run.add(index - LENGTH_FIELD_LENGTH, prefix, id, in, nameIndex, nameLength, payloadLength);
        return !isSingly || endRun(in);
    }

    @Override
    public boolean onInterruption(final ByteBuf in) {
        return endRunToGoOn(in);
    }

    /** Before anything else is dealt with: to answer the run may have shown that nothing more can be answered now. */
    private boolean endRunToGoOn(final ByteBuf in) {
        return endRun(in) && !isBlocked();
    }

    /**
     * Publishes the messages that have gathered. When not all of them can be, they are gone through again one by one.
     *
     * @return false when they are to be looked at again
     */
    private boolean endRun(final ByteBuf in) {
        if (run.isEmpty()) {
            return true;
        }
        final long id = run.firstId();
        final int count = run.count();
        final long position = answers.publish(this, client, run.lastId(), count, run.lines(), run.length());
        run.clear();
        if (position < 0 && count > 1) {
            in.readerIndex(run.readerIndex());
            isSingly = true;
            return false;
        }
        if (position == MessageSink.FULL) {
            in.readerIndex(run.readerIndex());
            block(STALLED);
            return false;
        }
        if (position < 0) {
            sequence.refused(id);
            nack(id, NackReason.DISK_FAILED);
            return true;
        }
        sequence.passed(id + count - 1);
        answers.add(this, ACK, id, count, position);
        return true;
    }

    private void damaged(final long id) {
        sequence.damaged();
        nack(id, NackReason.CHECKSUM);
    }

    private void nack(final long id, final NackReason reason) {
        if (answers == null) {
            answer(reason.code(), id);
        } else {
            add(reason.code(), id, 0);
        }
    }

    /** An answer to anything but a new message, which takes no space in the file's buffer. */
    private void add(final byte kind, final long id, final long position) {
        if (answers.add(this, kind, id, 1, position) && answers.isCrowded(this)) {
            block(STALLED);
        }
    }

    @Override
    public void onSkipped(final long id, final boolean isIntact) {
        frameDone();
        if (!isIntact) {
            damaged(id);
        } else if (id <= 0) {
            onMalformed("id=" + id);
        } else if (sequence.judge(id, client.lastAcceptedId()) == Verdict.AHEAD) {
            nack(id, NackReason.OUT_OF_SEQUENCE);
        } else {
            sequence.passed(id);
            nack(id, NackReason.TOO_LARGE);
        }
    }

    @Override
    public void onMalformed(final String why) {
        say("makes no sense", ": " + why);
        nack(0, NackReason.MALFORMED);
        endWhenAnswered();
    }

    private void hello(final ByteBuf in, final int index, final int length) {
        final ByteBuffer fields = ByteBuffer.allocate(length - 1);
        in.getBytes(index + 1, fields);
        fields.flip();
        try {
            if (Hello.version(fields) != MessageProtocol.VERSION) {
                refused(NackReason.VERSION);
            } else {
                hello(Hello.decode(fields));
            }
        } catch (final FrameException e) {
            onMalformed(e.getMessage());
        }
    }

    private void hello(final Hello hello) {
        block(OPENING);
        final String clientId = hello.clientId().text();
        final Admission admission = new Admission(service(), context().channel());
        admission.admit(hello.user(), hello.secret(), clientId);
        if (!admission.isAdmitted()) {
            refuseLate(admission.refusalDelayNs());
            return;
        }
        client = admission.client();
        if (client == null) {
            refused(NackReason.BUSY);
            return;
        }
        log = admission.log();
        prefix = LineBuffer.prefix(clientId);
        answers = service().answersOf(log);
        ownership = new Ownership(this, client);
        ownership.take();
    }

    private void refused(final NackReason reason) {
        nack(0, reason);
        endWhenAnswered();
    }

    /** Another connection of the same client has come; what is pending is for that one to ask again. */
    @Override
    public void takenOver() {
        answer(NackReason.TAKEN_OVER.code(), 0);
        end();
    }

    /** Whoever sent as this client before has let go of it. */
    @Override
    public void granted() {
        isOpen = true;
        final byte acknowledgedAt = service().services().options().acknowledge().code();
        answer.putWelcome(out(), maxMessage, acknowledgedAt, client.lastAcceptedId());
        resume(OPENING);
    }

    @Override
    public void execute(final Runnable task) {
        service().execute(task);
    }

    @Override
    public void letGo(final KnownClient released) {
        service().release(log, released);
    }

    @Override
    void put(final byte kind, final long id) {
        switch (kind) {
            case ACK:
                service().acknowledged();
                answer.putAck(out(), id);
                break;
            case PONG:
                answer.putPong(out());
                break;
            default:
                answer.putNack(out(), id, NackReason.of(kind));
        }
    }

    @Override
    void closed() {
        if (answers != null) {
            answers.forget(this);
        }
        if (ownership != null) {
            ownership.close();
        }
    }
}
