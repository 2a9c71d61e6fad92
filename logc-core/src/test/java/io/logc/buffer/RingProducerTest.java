package io.logc.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.agrona.concurrent.ringbuffer.RingBufferDescriptor.TAIL_POSITION_OFFSET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RingProducerTest {
    private static final int CAPACITY = TestBuffers.CAPACITY;

    @TempDir
    private Path temporary;

    private BufferFile file;
    private RingProducer producer;

    @BeforeEach
    void createBuffer() throws IOException {
        file = TestBuffers.create(BufferDirectory.open(temporary.resolve("buffers")), 1);
        producer = file.newProducer();
    }

    @Test
    void shouldReturnTheIndexOfThePayload() {
        assertThat(write("12345678")).isEqualTo(8);
        assertThat(write("x")).isEqualTo(24);
        assertThat(producer.isFailed()).isFalse();
    }

    @Test
    void shouldWriteTheAskedForPartOfTheArray() throws IOException {
        final byte[] bytes = "0123456789".getBytes(UTF_8);

        producer.write(RecordType.EVENT, bytes, 3, 4);
        producer.write(RecordType.EVENT, bytes, 10, 0);

        assertThat(TestBuffers.readAll(file, false)).containsExactly("3456", "");
    }

    @Test
    void shouldTakeAPayloadOfAnEighthOfTheRing() throws IOException {
        final String longest = "l".repeat(RingProducer.maxPayloadLength(CAPACITY));

        assertThat(write(longest)).isPositive();

        assertThat(longest).hasSize(8192);
        assertThat(TestBuffers.readAll(file, false)).containsExactly(longest);
    }

    @Test
    void shouldSayFullAndLeaveTheRingAlone() throws IOException {
        int count = 0;
        while (write("y".repeat(100)) >= 0) {
            count++;
        }
        final long tail = file.tailPosition();

        assertThat(write("y".repeat(100))).isEqualTo(RingProducer.FULL);

        assertThat(producer.isFailed()).isFalse();
        assertThat(file.tailPosition()).isEqualTo(tail);
        assertThat(TestBuffers.readAll(file, false)).hasSize(count);
    }

    @Test
    void shouldPadWhatAThrowableCutOff() throws IOException {
        write("before");
        assertThat(failMidClaim(100)).isEqualTo(RingProducer.FAILED);
        assertThat(producer.isFailed()).isTrue();
        TestBuffers.write(file, "another thread's");
        assertThat(TestBuffers.readAll(file, false))
                .as("the claim blocks the reader")
                .containsExactly("before");

        producer.padAbandonedClaim();

        assertThat(producer.isFailed()).isFalse();
        write("after");
        assertThat(TestBuffers.readAll(file, false)).containsExactly("another thread's", "after");
        assertThat(file.isDrained()).isTrue();
        assertThat(file.skippedBytes())
                .as("padding is not counted as a dead owner's claim")
                .isZero();
    }

    @Test
    void shouldPadAClaimThatWraps() throws IOException {
        moveTo(CAPACITY - 64);
        assertThat(failMidClaim(200)).isEqualTo(RingProducer.FAILED);
        assertThat(file.tailPosition()).isEqualTo(CAPACITY + 208);
        TestBuffers.write(file, "another thread's");

        producer.padAbandonedClaim();

        assertThat(TestBuffers.readAll(file, false)).containsExactly("another thread's");
        assertThat(file.isDrained()).isTrue();
    }

    /** The throwable may come between the padding of the ring's end and the record's length. */
    @Test
    void shouldPadARecordWhoseLengthWasNeverWritten() throws IOException {
        moveTo(CAPACITY - 64);
        failMidClaim(200);
        TestBuffers.zero(file.path(), TestBuffers.ringOffset(file.path(), 0), 208);
        TestBuffers.write(file, "another thread's");

        producer.padAbandonedClaim();

        assertThat(TestBuffers.readAll(file, false)).containsExactly("another thread's");
    }

    /** The throwable may come before the first store after the claim: neither the padding nor the length is there. */
    @Test
    void shouldPadBothPartsWhenNeitherIsWritten() throws IOException {
        moveTo(CAPACITY - 64);
        final ClaimTrackingBuffer claims = file.newClaimTrackingBuffer();
        final RingProducer cutOff = new RingProducer(claims, CAPACITY);
        final long tail = file.tailPosition();
        claims.compareAndSetLong(CAPACITY + TAIL_POSITION_OFFSET, tail, tail + 64 + 208);
        TestBuffers.write(file, "another thread's");
        assertThat(TestBuffers.readAll(file, false)).isEmpty();

        cutOff.padAbandonedClaim();

        assertThat(TestBuffers.readAll(file, false)).containsExactly("another thread's");
    }

    @Test
    void shouldLeaveACommittedRecordAlone() throws IOException {
        write("committed");
        producer.padAbandonedClaim();
        assertThat(TestBuffers.readAll(file, false)).containsExactly("committed");
    }

    @Test
    void shouldNotPadASecondTime() throws IOException {
        failMidClaim(100);
        producer.padAbandonedClaim();
        TestBuffers.readAll(file, false);
        final long from = file.tailPosition();
        TestBuffers.write(file, "unharmed");

        producer.padAbandonedClaim();

        assertThat(file.headPosition()).isEqualTo(from);
        assertThat(TestBuffers.readAll(file, false)).containsExactly("unharmed");
    }

    @Test
    void shouldForgetAClaimThatFoundNoRoom() throws IOException {
        while (write("y".repeat(100)) >= 0) {
            assertThat(producer.isFailed()).isFalse();
        }
        final int before = TestBuffers.readAll(file, false).size();
        TestBuffers.write(file, "another thread's");

        producer.padAbandonedClaim();

        assertThat(before).isPositive();
        assertThat(TestBuffers.readAll(file, false)).containsExactly("another thread's");
    }

    /** The real thing: stacks that end somewhere inside write, at whichever depth. */
    @Test
    void shouldNotWedgeTheRingWhenTheStackIsFull() throws Exception {
        final AtomicInteger failures = new AtomicInteger();
        for (int round = 0; round < 40; round++) {
            final int frames = round;
            final Diver diver = new Diver();
            final Thread thread = new Thread(null, () -> diver.dive(frames), "diver", 256 * 1024);
            thread.start();
            thread.join();
            if (producer.isFailed()) {
                failures.incrementAndGet();
                producer.padAbandonedClaim();
            }
            final List<String> read = TestBuffers.readAll(file, false);
            assertThat(read.size()).isGreaterThanOrEqualTo(diver.accepted);
            assertThat(read.size()).isLessThanOrEqualTo(diver.accepted + 1);
            assertThat(file.isDrained()).as("round %d", round).isTrue();
        }
        assertThat(failures.get()).isPositive();
    }

    /** Uses up the stack and writes at its very end. */
    private final class Diver {
        private final byte[] bytes = "deep".getBytes(UTF_8);
        private int accepted;
        private int attempts;

        private void dive(final int padding) {
            if (padding > 0) {
                dive(padding - 1);
                return;
            }
            sink();
        }

        private void sink() {
            try {
                sink();
            } catch (final StackOverflowError end) {
                if (attempts < 20 && !producer.isFailed()) {
                    attempts++;
                    if (producer.write(RecordType.EVENT, bytes, 0, bytes.length) >= 0) {
                        accepted++;
                    }
                }
            }
        }
    }

    @Test
    void shouldKeepEachThreadsOrderWhenManyWrite() throws Exception {
        final int threads = 4;
        final int events = 5000;
        final List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            final int number = i;
            writers.add(new Thread(() -> writeAll(number, events)));
        }
        writers.forEach(Thread::start);
        final int[] next = new int[threads];
        int read = 0;
        while (read < threads * events) {
            for (final String event : TestBuffers.readAll(file, false)) {
                final String[] parts = event.split(" ");
                assertThat(Integer.parseInt(parts[1])).isEqualTo(next[Integer.parseInt(parts[0])]++);
                read++;
            }
        }
        for (final Thread writer : writers) {
            writer.join();
        }
        assertThat(file.isDrained()).isTrue();
    }

    private void writeAll(final int number, final int events) {
        final RingProducer own = file.newProducer();
        for (int i = 0; i < events; i++) {
            final byte[] bytes = (number + " " + i).getBytes(UTF_8);
            while (own.write(RecordType.EVENT, bytes, 0, bytes.length) < 0) {
                Thread.onSpinWait();
            }
        }
    }

    private int write(final String text) {
        final byte[] bytes = text.getBytes(UTF_8);
        return producer.write(RecordType.EVENT, bytes, 0, bytes.length);
    }

    /** The copy reads past its source after the claim was made. */
    private int failMidClaim(final int length) {
        return producer.write(RecordType.EVENT, new byte[1], 0, length);
    }

    private void moveTo(final int index) throws IOException {
        TestBuffers.putLong(file.path(), TestBuffers.tailOffset(file.path()), index);
        TestBuffers.putLong(file.path(), TestBuffers.headOffset(file.path()), index);
    }
}
