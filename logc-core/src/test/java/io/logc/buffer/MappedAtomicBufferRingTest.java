package io.logc.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.mapped.MappedAtomicBuffer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agrona's ring over our buffer: the same bytes as over an {@code UnsafeBuffer}, and nothing lost between threads. */
class MappedAtomicBufferRingTest {

    private static final long SEED = 20_261_121L;
    private static final int CAPACITY = 1024;
    private static final int LENGTH = CAPACITY + RingBufferDescriptor.TRAILER_LENGTH;
    private static final int HEADER = 4096;
    private static final int MESSAGES = 200_000;
    private static final int PRODUCERS = 2;

    @Test
    void shouldLeaveTheSameBytesAsUnsafeBufferAfterEachStepOfAScript() {
        final ByteBuffer memory = ByteBuffer.allocateDirect(LENGTH);
        final ByteBuffer expectedMemory = ByteBuffer.allocateDirect(LENGTH);
        final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(new MappedAtomicBuffer(memory, 0, LENGTH));
        final ManyToOneRingBuffer expectedRing = new ManyToOneRingBuffer(new UnsafeBuffer(expectedMemory));
        for (int step = 0; step < 20_000; step++) {
            final Object answer = step(ring, new Random(SEED + step));
            final Object expected = step(expectedRing, new Random(SEED + step));
            assertThat(answer).as("seed=%d step=%d", SEED, step).isEqualTo(expected);
            assertThat(memory.mismatch(expectedMemory))
                    .as("seed=%d step=%d", SEED, step)
                    .isEqualTo(-1);
        }
        assertThat(ring.producerPosition()).isGreaterThan(10L * CAPACITY);
    }

    private static Object step(final ManyToOneRingBuffer ring, final Random random) {
        final byte[] message = new byte[random.nextInt(ring.maxMsgLength() + 1)];
        random.nextBytes(message);
        final int type = 1 + random.nextInt(9);
        return switch (random.nextInt(10)) {
            case 0, 1 -> ring.write(type, new UnsafeBuffer(message), 0, message.length);
            case 2 -> ring.write(type, sameKind(ring.buffer(), message), 0, message.length);
            case 3, 4 -> claim(ring, type, message, true);
            case 5 -> claim(ring, type, message, false);
            case 6, 7 -> read(ring, 1 + random.nextInt(6));
            case 8 -> controlledRead(ring, Action.values()[random.nextInt(Action.values().length)]);
            default -> {
                ring.consumerHeartbeatTime(random.nextLong());
                yield List.of(
                        ring.nextCorrelationId(), ring.size(), ring.consumerHeartbeatTime(), claimAndUnblock(ring));
            }
        };
    }

    private static DirectBuffer sameKind(final AtomicBuffer buffer, final byte[] message) {
        return buffer instanceof UnsafeBuffer
                ? new UnsafeBuffer(message)
                : new MappedAtomicBuffer(ByteBuffer.wrap(message), 0, message.length);
    }

    private static Object claim(
            final ManyToOneRingBuffer ring, final int type, final byte[] message, final boolean commit) {
        final int index = ring.tryClaim(type, message.length);
        if (index > 0) {
            ring.buffer().putBytes(index, message, 0, message.length);
            if (commit) {
                ring.commit(index);
            } else {
                ring.abort(index);
            }
        }
        return index;
    }

    private static Object read(final ManyToOneRingBuffer ring, final int limit) {
        final List<String> messages = new ArrayList<>();
        ring.read((type, buffer, index, length) -> messages.add(describe(type, buffer, index, length)), limit);
        return messages;
    }

    private static Object controlledRead(final ManyToOneRingBuffer ring, final Action action) {
        final List<String> messages = new ArrayList<>();
        ring.controlledRead((type, buffer, index, length) -> {
            messages.add(describe(type, buffer, index, length));
            return messages.size() > 2 ? Action.BREAK : action;
        });
        return messages;
    }

    private static String describe(
            final int type, final MutableDirectBuffer buffer, final int index, final int length) {
        final byte[] message = new byte[length];
        buffer.getBytes(index, message);
        return type + Arrays.toString(message);
    }

    /** Leaves a claim that is never committed, and has the ring pad the one that now stands first. */
    private static String claimAndUnblock(final ManyToOneRingBuffer ring) {
        final int index = ring.tryClaim(1, 16);
        ring.read((type, buffer, offset, length) -> {});
        return index + " " + ring.unblock();
    }

    @Test
    @Timeout(60)
    void shouldDeliverEachMessageOnceAndInOrderWhenTwoProducersShareARing(@TempDir final Path directory)
            throws Exception {
        final Path file = directory.resolve("ring");
        final ByteBuffer memory;
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(HEADER + LENGTH));
            memory = channel.map(MapMode.READ_WRITE, 0, HEADER + LENGTH);
        }
        final ExecutorService executor = Executors.newFixedThreadPool(PRODUCERS);
        try {
            final List<Future<?>> producers = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                final int producer = i + 1;
                producers.add(executor.submit(() -> produce(memory, producer)));
            }
            consume(new ManyToOneRingBuffer(new MappedAtomicBuffer(memory, HEADER, LENGTH)));
            for (final Future<?> producer : producers) {
                producer.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static void produce(final ByteBuffer memory, final int producer) {
        final AtomicBuffer buffer =
                new ClaimTrackingBuffer(memory, HEADER, LENGTH, CAPACITY + RingBufferDescriptor.TAIL_POSITION_OFFSET);
        final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(buffer);
        final byte[] message = new byte[ring.maxMsgLength()];
        for (int i = 0; i < MESSAGES; i++) {
            final int length = Integer.BYTES + i % (message.length - Integer.BYTES + 1);
            Arrays.fill(message, (byte) (i + producer));
            int index = ring.tryClaim(producer, length);
            while (index < 0) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                Thread.yield();
                index = ring.tryClaim(producer, length);
            }
            buffer.putBytes(index, message, 0, length);
            buffer.putInt(index, i);
            ring.commit(index);
        }
    }

    private static void consume(final ManyToOneRingBuffer ring) {
        final int[] next = new int[PRODUCERS + 1];
        int received = 0;
        while (received < PRODUCERS * MESSAGES) {
            final int read = ring.read((producer, buffer, index, length) -> {
                final int number = next[producer]++;
                assertThat(buffer.getInt(index)).isEqualTo(number);
                assertThat(length).isEqualTo(Integer.BYTES + number % (ring.maxMsgLength() - Integer.BYTES + 1));
                for (int i = Integer.BYTES; i < length; i++) {
                    if (buffer.getByte(index + i) != (byte) (number + producer)) {
                        throw new AssertionError("producer=" + producer + " number=" + number + " byte=" + i);
                    }
                }
            });
            received += read;
            if (read == 0) {
                Thread.yield();
            }
        }
        assertThat(ring.size()).isZero();
    }
}
