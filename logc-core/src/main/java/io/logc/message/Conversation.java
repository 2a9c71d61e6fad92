package io.logc.message;

import io.logc.message.wire.Answer;
import io.logc.message.wire.FrameException;
import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.Nack;
import io.logc.message.wire.NackReason;
import io.logc.message.wire.Welcome;
import java.io.IOException;
import java.util.List;

/**
 * What a client has told the server and what it has heard: which ids are used, what each answer means, and what is to be sent next.
 *
 * <p>A message gets the id after the last when it is written for the first time. A server that knows a higher one than this client has
 * ever used (another process had the client id before) moves the count on.
 *
 * <p>Messages that are done with are added to the lists that callers give, to be completed where no lock is held. Not thread-safe:
 * guarded by the {@link SendQueue}'s lock.
 */
final class Conversation {
    private final Window window;
    private final Backoff retry;
    private int maxPayloadLength = MessageProtocol.MAX_PAYLOAD_LENGTH;
    private long highestId;
    private long pauseNs;
    private IOException lastProblem;

    Conversation(final Window window, final Backoff retry) {
        this.window = window;
        this.retry = retry;
    }

    /** Why messages had to wait, or the connection to be made again; null when nothing was. */
    IOException lastProblem() {
        return lastProblem;
    }

    void problem(final IOException cause) {
        lastProblem = cause;
    }

    /** How long to wait before the next message is sent; told once. */
    long takePauseNs() {
        final long taken = pauseNs;
        pauseNs = 0;
        return taken;
    }

    /** Refuses what the server has said it does not take. */
    void checkLength(final Outgoing message) throws MessageRefusedException {
        if (message.payloadLength > maxPayloadLength) {
            throw tooLarge(message);
        }
    }

    private MessageRefusedException tooLarge(final Outgoing message) {
        return new MessageRefusedException(
                NackReason.TOO_LARGE,
                "payload is longer than the server takes: length=" + message.payloadLength + ", limit="
                        + maxPayloadLength);
    }

    /** A new connection begins: all that is not answered is to be sent again. */
    void begin(final Welcome welcome, final List<Outgoing> completed) {
        maxPayloadLength = welcome.maxPayloadLength();
        final long lastId = welcome.lastMessageId();
        if (lastId > highestId) {
            window.forEach(message -> loseToOther(message, lastId, completed));
            highestId = lastId;
        }
        window.forEach(message -> {
            if (message.id == 0 && message.payloadLength > maxPayloadLength) {
                failed(message, tooLarge(message), completed);
            }
        });
        window.restart();
        pauseNs = 0;
    }

    /** Ids that this client has not given were used: what it has sent and not heard of may be there or not. */
    private static void loseToOther(final Outgoing message, final long lastId, final List<Outgoing> completed) {
        if (message.id != 0) {
            final String why =
                    "another client used the same client id: id=" + message.id + ", server's last id=" + lastId;
            failed(message, new MessageNotAcknowledgedException(why, true, null), completed);
            message.dropped = true;
        }
    }

    /** The connection is lost. */
    void end() {
        window.restart();
    }

    /** Takes messages to write: until the batch is full, or has so many bytes. Returns how many. */
    int take(final Outgoing[] batch, final int maxBytes) {
        int count = 0;
        long bytes = 0;
        while (count < batch.length && bytes < maxBytes) {
            final Outgoing message = window.nextToSend(maxPayloadLength);
            if (message == null) {
                break;
            }
            if (message.id == 0) {
                message.id = ++highestId;
            }
            batch[count++] = message;
            bytes += message.frameLength();
        }
        return count;
    }

    /** The next answer. An exception ends the connection. */
    void answer(final Answer answer, final List<Outgoing> completed) throws IOException {
        if (answer.isPong()) {
            return;
        }
        final Nack nack = answer.nack();
        // The id of a frame that arrived damaged may be damaged too: the order of the answers tells which it was.
        final boolean damaged = nack != null && nack.reason() == NackReason.CHECKSUM;
        if (nack != null && nack.messageId() == 0 && !damaged) {
            throw MessageRefusedException.of(nack);
        }
        final Outgoing message = window.nextAnswered();
        if (answer.messageId() != message.id && !damaged) {
            throw new FrameException("answer=" + answer.messageId() + ", expected=" + message.id);
        }
        if (nack == null) {
            acknowledged(message, completed);
        } else if (nack.reason() != null && nack.reason().isRetryable()) {
            again(nack);
        } else {
            failed(message, MessageRefusedException.of(nack), completed);
        }
        if (window.settle()) {
            pauseNs = retry.nextNs();
        }
    }

    private void acknowledged(final Outgoing message, final List<Outgoing> completed) {
        retry.reset();
        if (!message.done) {
            message.done = true;
            completed.add(message);
        }
    }

    private void again(final Nack nack) throws FrameException {
        if (!window.rewind()) {
            return; // what follows a refused one is out of sequence
        }
        lastProblem = MessageRefusedException.of(nack);
        if (nack.reason() == NackReason.OUT_OF_SEQUENCE) {
            throw new FrameException("out of sequence, and nothing was refused before: " + nack);
        }
    }

    /** Fails all: what was never sent with the refusal, if there is one; of the rest it is not known where it is. */
    void failAll(final String why, final MessageRefusedException refusal, final List<Outgoing> completed) {
        final IOException cause = refusal == null ? lastProblem : refusal;
        window.forEach(message -> {
            final boolean sent = message.id != 0;
            failed(
                    message,
                    sent || refusal == null ? new MessageNotAcknowledgedException(why, sent, cause) : refusal.again(),
                    completed);
            message.dropped = true;
        });
        window.restart();
    }

    private static void failed(final Outgoing message, final Exception failure, final List<Outgoing> completed) {
        if (!message.done) {
            message.done = true;
            message.failure = failure;
            completed.add(message);
        }
    }
}
