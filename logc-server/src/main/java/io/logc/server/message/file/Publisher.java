package io.logc.server.message.file;

import io.logc.buffer.BufferFile;
import io.logc.buffer.MessageRecord;
import io.logc.buffer.RecordType;
import io.logc.buffer.RingProducer;
import io.logc.fault.FaultPoint;
import io.logc.server.message.clients.KnownClient;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An event loop's way into the ring of one file; owned by that event loop. */
final class Publisher implements MessageSink {
    private static final int FIRST_LENGTH = 1024;
    private static final int MAX_ALONE_LENGTH = 512;

    private final MessageFile target;
    private final BufferFile file;
    private final RingProducer producer;
    private ByteBuffer record = allocate(FIRST_LENGTH);
    private boolean isNew;
    private boolean isSecond;
    private boolean isSameAgain;
    private KnownClient lastClient;

    Publisher(final MessageFile target, final BufferFile file) {
        this.target = target;
        this.file = file;
        this.producer = file.newProducer();
    }

    private static ByteBuffer allocate(final int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Puts messages into the ring, as one record, and notes the last of them as the client's last.
     *
     * @param client whose messages they are
     * @param messageId of the last one
     * @param count of messages
     * @param lines as they are to stand in the file, with their ends
     * @param length bytes of the lines
     * @return the position that the head must have reached for the messages to be on file, or {@link #FULL}, or
     *     {@link #FAILED}
     */
    @Override
    public long publish(
            final KnownClient client, final long messageId, final int count, final byte[] lines, final int length) {
        final int recordLength = MessageRecord.LINE_OFFSET + length;
        if (record.capacity() < recordLength) {
            record = allocate(recordLength);
        }
        MessageRecord.putHeader(record, client.slot(), messageId);
        System.arraycopy(lines, 0, record.array(), MessageRecord.LINE_OFFSET, length);
        padAbandonedClaim();
        final int index;
        try {
            index = producer.write(RecordType.MESSAGE, record.array(), 0, recordLength);
        } finally {
            padAbandonedClaim();
        }
        if (index < 0) {
            return index == RingProducer.FULL ? FULL : FAILED;
        }
        final long position = file.endPosition(index, recordLength);
        client.accepted(messageId, position);
        target.published(count);
        isSecond = isNew || count > 1;
        isSameAgain = client == lastClient;
        lastClient = client;
        isNew = true;
        FaultPoint.MESSAGE_PUBLISHED.reached();
        return position;
    }

    /** A write that was cut off by a Throwable has left a claim that nobody else would ever end, and the file would stand still. */
    private void padAbandonedClaim() {
        if (producer.isFailed() && file.isIntact()) {
            producer.padAbandonedClaim();
        }
    }

    /** The position up to which everything is on file. */
    @Override
    public long writtenPosition() {
        return file.headPosition();
    }

    /** Tells the writer about what was published since the last call; once for a batch of reads. */
    @Override
    public void flush() {
        if (isNew) {
            isNew = false;
            if (isAlone()) {
                target.drainHere();
            } else {
                target.signal();
            }
        }
    }

    /**
     * Whether nothing else waits that could share a write with the one message that was published, and nothing is about to come:
     * clients that take turns get more out of a writer that collects what they send.
     */
    private boolean isAlone() {
        return !isSecond && isSameAgain && file.tailPosition() - file.headPosition() <= MAX_ALONE_LENGTH;
    }
}
