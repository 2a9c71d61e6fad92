package io.logc.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client changes its ring while the reader looks at it: the reader stays inside, comes to an end, and says so. */
@Timeout(60)
class HostileRingTest {
    private static final int CAPACITY = TestBuffers.CAPACITY;
    private static final int PADDING = -1;

    @TempDir
    private Path temporary;

    private BufferFile file;
    private RingReader reader;

    @BeforeEach
    void createBuffer() throws IOException {
        file = TestBuffers.create(BufferDirectory.open(temporary.resolve("buffers")), 1);
        reader = file.newReader();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 4",
        "0, 12",
        "4, 24",
        "-8, 0",
        "-8, -8",
        "24, 16",
        "48, 24",
        "0, -24",
        "0, -9223372036854775808",
        "0, 4611686018427387904",
        "0, 9223372036854775800",
        "0, 131104",
        "65536, 0",
        "8, 65584"
    })
    void shouldRefuseHeadAndTailThatCannotBothBeRight(final long head, final long tail) throws IOException {
        TestBuffers.write(file, "0123456789abcdef");
        put(TestBuffers.headOffset(file.path()), head);
        put(TestBuffers.tailOffset(file.path()), tail);

        assertThatThrownBy(this::readAll).isInstanceOf(CorruptBufferException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 16, 48})
    void shouldNoticeThatSomebodyElseHasMovedTheHead(final long head) throws IOException {
        TestBuffers.write(file, "0123456789abcdef");
        reader.free(reader.headPosition(), 24);
        TestBuffers.write(file, "0123456789abcdef");
        assertThat(reader.headPosition()).isEqualTo(24);

        put(TestBuffers.headOffset(file.path()), head);

        assertThatThrownBy(reader::headPosition)
                .isInstanceOf(CorruptBufferException.class)
                .hasMessageContaining("was moved by somebody else");
        assertThat(reader.salvagePosition()).isEqualTo(24);
    }

    /** Head and tail were right when they were checked, and the tail is far away when it is read again. */
    @ParameterizedTest
    @ValueSource(longs = {CAPACITY + 8, 1L << 40, 1L << 62, Long.MAX_VALUE, 12, -8})
    void shouldRefuseALimitThatIsNoStretchOfTheRing(final long limit) throws IOException {
        TestBuffers.write(file, "0123456789abcdef");

        assertThatThrownBy(() -> reader.scan(0, limit, true, (type, source, index, length) -> true))
                .isInstanceOf(CorruptBufferException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldComeToAnEndInARingOfPaddingOnly(final boolean ownerDead) throws IOException {
        for (int position = 0; position < CAPACITY; position += 8) {
            record(position, 8, PADDING);
        }

        assertThat(reader.scan(0, CAPACITY, ownerDead, (type, source, index, length) -> true))
                .isEqualTo(CAPACITY);
    }

    @Test
    void shouldComeToAnEndInARingOfZeros() throws IOException {
        assertThat(reader.scan(0, CAPACITY, true, (type, source, index, length) -> true))
                .isEqualTo(CAPACITY);
        assertThat(reader.scan(0, CAPACITY, false, (type, source, index, length) -> true))
                .isZero();
    }

    @Test
    void shouldTakeEachLengthOnce() throws IOException {
        TestBuffers.write(file, "0123456789abcdef");
        TestBuffers.write(file, "fedcba9876543210");
        final List<Integer> seen = new ArrayList<>();

        final long to = reader.scan(0, file.tailPosition(), false, (type, source, index, length) -> {
            seen.add(index);
            seen.add(length);
            putInt(0, 1 << 20);
            return true;
        });

        assertThat(to).isEqualTo(48);
        assertThat(seen).containsExactly(4096 + 8, 16, 4096 + 24 + 8, 16);
    }

    @Test
    void shouldWriteWhatStandsBeforeADamagedRecordAndThenRefuse() throws IOException {
        final long second = TestBuffers.write(file, "read");
        TestBuffers.write(file, "destroyed");
        putInt(second, 1 << 20);
        final List<Integer> lengths = new ArrayList<>();

        final long to = reader.scan(0, file.tailPosition(), false, (t, source, index, length) -> lengths.add(length));

        assertThat(to).isEqualTo(second);
        assertThat(lengths).containsExactly(4);
        assertThatThrownBy(() -> reader.scan(second, file.tailPosition(), false, (t, s, i, l) -> true))
                .isInstanceOf(CorruptBufferException.class)
                .hasMessageContaining("length=" + (1 << 20));
    }

    @ParameterizedTest
    @ValueSource(ints = {RecordType.OPEN, RecordType.TRUNCATE, RecordType.FOOTER, 0, 5, -2})
    void shouldRefuseAPayloadOfWhatIsNoEvent(final int type) throws IOException {
        TestBuffers.write(file, "0123456789abcdef");
        record(0, 24, type);

        assertThatThrownBy(this::readAll)
                .isInstanceOf(CorruptBufferException.class)
                .hasMessageContaining("type=" + type);
    }

    @Test
    void shouldSeeWhatStandsBehindATailThatWasMovedBack() throws IOException {
        assertThat(reader.holdsMoreThanTheTailSays()).isFalse();
        TestBuffers.write(file, "0123456789abcdef");
        TestBuffers.write(file, "0123456789abcdef");
        assertThat(reader.holdsMoreThanTheTailSays()).isFalse();

        put(TestBuffers.tailOffset(file.path()), 24);

        assertThat(reader.holdsMoreThanTheTailSays()).isTrue();
    }

    /** Another thread rewrites positions, lengths and types all the time, as a hostile process would. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldStayInsideTheRingWhateverIsWrittenMeanwhile(final boolean ownerDead) throws Exception {
        final AtomicBoolean ended = new AtomicBoolean();
        final Thread scribbler = new Thread(() -> scribble(ended));
        scribbler.start();
        int refused = 0;
        long taken = 0;
        try {
            // What both threads come to is chance, so it goes on until both have happened.
            for (int round = 0; round < 5_000 || taken == 0 || refused == 0; round++) {
                final RingReader fresh = file.newReader();
                final Bounds bounds = new Bounds();
                try {
                    final long from = fresh.headPosition();
                    final long to = fresh.scan(from, file.tailPosition(), ownerDead, bounds);
                    assertThat(to - from).isBetween(0L, (long) CAPACITY);
                    fresh.free(from, to);
                } catch (final CorruptBufferException damaged) {
                    refused++;
                }
                taken += bounds.taken;
            }
        } finally {
            ended.set(true);
            scribbler.join();
        }
        assertThat(refused)
                .as("rounds that ended in a refusal, %d records were taken", taken)
                .isPositive();
        assertThat(taken).as("records taken, %d rounds refused", refused).isPositive();
    }

    private void scribble(final AtomicBoolean ended) {
        final AtomicBuffer ring = TestBuffers.ringOf(file);
        final Random random = new Random(815);
        while (!ended.get()) {
            final int index = random.nextInt(CAPACITY / 8) * 8 & 0xFFF;
            ring.putInt(index + 4, random.nextInt(6) - 1);
            ring.putInt(index, random.nextInt(8) == 0 ? random.nextInt() : 8 + random.nextInt(64));
            if (random.nextInt(4) == 0) {
                final long base = (long) random.nextInt(1000) * CAPACITY;
                ring.putLong(CAPACITY + 384, base);
                ring.putLong(CAPACITY + 128, base + random.nextInt(CAPACITY + 64) / 8 * 8L);
            } else if (random.nextInt(16) == 0) {
                ring.putLong(CAPACITY + 128, random.nextLong());
            }
        }
    }

    /** Fails when a record reaches out of the ring. */
    private static final class Bounds implements RingReader.RecordSink {
        private long taken;

        @Override
        public boolean onRecord(final int type, final java.nio.ByteBuffer source, final int index, final int length) {
            taken++;
            assertThat(type).isBetween(RecordType.EVENT, RecordType.FOOTER);
            assertThat(length).isBetween(0, RingProducer.maxPayloadLength(CAPACITY));
            assertThat(index).isGreaterThanOrEqualTo(BufferDescriptor.PAGE + 8);
            assertThat(index + length).isLessThanOrEqualTo(BufferDescriptor.PAGE + CAPACITY);
            return true;
        }
    }

    private void readAll() throws CorruptBufferException {
        TestBuffers.readAll(file, false);
    }

    private void record(final long position, final int length, final int type) throws IOException {
        final AtomicBuffer ring = TestBuffers.ringOf(file);
        ring.putInt((int) position + 4, type);
        ring.putInt((int) position, length);
    }

    private void putInt(final long position, final int value) {
        TestBuffers.ringOf(file).putInt((int) position, value);
    }

    private void put(final long offset, final long value) throws IOException {
        TestBuffers.putLong(file.path(), offset, value);
    }
}
