package io.logc.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RingReaderTest {
    private static final int CAPACITY = TestBuffers.CAPACITY;

    @TempDir
    private Path temporary;

    private BufferFile file;

    @BeforeEach
    void createBuffer() throws IOException {
        file = TestBuffers.create(BufferDirectory.open(temporary.resolve("buffers")), 1);
    }

    @Test
    void shouldReadNothingFromANewRing() throws IOException {
        assertThat(TestBuffers.readAll(file, false)).isEmpty();
        assertThat(file.isDrained()).isTrue();
    }

    @Test
    void shouldReadCommittedRecordsInTheOrderOfTheirClaims() throws IOException {
        TestBuffers.mark(file, RecordType.OPEN);
        TestBuffers.write(file, "first");
        TestBuffers.write(file, "second, longer");
        TestBuffers.mark(file, RecordType.FOOTER);

        assertThat(TestBuffers.readAll(file, false)).containsExactly("type 2", "first", "second, longer", "type 4");
        assertThat(file.isDrained()).isTrue();
    }

    /** Between the append and the move of the head they still stand where the next lap's records would. */
    @Test
    void shouldNotSalvageAgainWhatIsOnFileAndNotFreedYet() throws IOException {
        TestBuffers.write(file, "first");
        TestBuffers.write(file, "second");
        final RingReader reader = file.newReader();
        assertThat(reader.headPosition()).isZero();
        reader.noteWritten(file.tailPosition());

        assertThat(reader.salvageLimit(reader.salvagePosition())).isEqualTo(file.tailPosition());
    }

    @Test
    void shouldStopBeforeTheRecordThatTheSinkDoesNotTake() throws IOException {
        final long second = TestBuffers.write(file, "first");
        TestBuffers.write(file, "second");
        final RingReader reader = file.newReader();

        final long to = reader.scan(0, file.tailPosition(), false, (type, source, index, length) -> length != 6);

        assertThat(to).isEqualTo(second);
        assertThat(file.headPosition()).as("a scan frees nothing").isZero();
    }

    @Test
    void shouldStopAtTheLimit() throws IOException {
        final long second = TestBuffers.write(file, "first");
        TestBuffers.write(file, "second");
        final List<Integer> lengths = new ArrayList<>();

        final long to = file.newReader().scan(0, second, false, (type, source, index, length) -> lengths.add(length));

        assertThat(to).isEqualTo(second);
        assertThat(lengths).containsExactly(5);
    }

    @Test
    void shouldPassOverPaddingWhenTheRingWraps() throws IOException {
        final List<String> written = new ArrayList<>();
        final List<String> read = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            final String text = "event " + i + " " + "x".repeat(i * 37 % 2000);
            written.add(text);
            TestBuffers.write(file, text);
            if (i % 7 == 0) {
                read.addAll(TestBuffers.readAll(file, false));
            }
        }
        read.addAll(TestBuffers.readAll(file, false));

        assertThat(read).isEqualTo(written);
        assertThat(file.headPosition()).as("went round several times").isGreaterThan(5 * CAPACITY);
    }

    @Test
    void shouldZeroTheSpaceBeforeItIsClaimedAgain() throws IOException {
        final long first = TestBuffers.write(file, "abcdefgh".repeat(500));
        final long second = TestBuffers.write(file, "stays");
        final RingReader reader = file.newReader();

        reader.free(0, first);

        final byte[] bytes = Files.readAllBytes(file.path());
        final int ring = TestBuffers.getInt(file.path(), 8);
        for (int i = 0; i < first; i++) {
            assertThat(bytes[ring + i]).isZero();
        }
        assertThat(bytes[ring + (int) first]).isEqualTo((byte) 13);
        assertThat(file.headPosition()).isEqualTo(first);
        assertThat(file.tailPosition()).isEqualTo(second);
    }

    @Test
    void shouldZeroBothEndsWhenTheFreedSpaceWraps() throws IOException {
        wrapTo(CAPACITY - 16);
        final long from = file.headPosition();
        TestBuffers.write(file, "x".repeat(100));
        final long to = file.tailPosition();

        file.newReader().free(from, to);

        final byte[] bytes = Files.readAllBytes(file.path());
        final int ring = TestBuffers.getInt(file.path(), 8);
        for (int i = 0; i < CAPACITY; i++) {
            assertThat(bytes[ring + i]).as("index %d", i).isZero();
        }
        assertThat(file.headPosition()).isEqualTo(to);
    }

    /** A head that moves before the space is zero hands out space in which old bytes look like records. */
    @Test
    void shouldMoveTheHeadOnlyAfterTheSpaceIsZero() throws Exception {
        final long size = 40_000;
        for (int round = 0; round < 60; round++) {
            final long from = file.headPosition();
            while (file.tailPosition() - from < size) {
                TestBuffers.write(file, "y".repeat(1000));
            }
            final long to = file.tailPosition();
            final Thread freeing = new Thread(() -> file.newReader().free(from, to));
            freeing.start();
            while (file.headPosition() != to) {
                Thread.onSpinWait();
            }
            final int last = (int) TestBuffers.ringOffset(file.path(), to - 8);
            assertThat(TestBuffers.getInt(file.path(), last)).isZero();
            freeing.join();
        }
    }

    @Test
    void shouldStopAtAnUnfinishedRecordWhileTheOwnerLives() throws IOException {
        TestBuffers.write(file, "before");
        TestBuffers.abandonClaim(file, 100);
        TestBuffers.write(file, "after");

        assertThat(TestBuffers.readAll(file, false)).containsExactly("before");
        assertThat(TestBuffers.readAll(file, false)).isEmpty();
        assertThat(file.skippedBytes()).isZero();
        assertThat(file.isDrained()).isFalse();
    }

    @Test
    void shouldPassOverAndCountAnUnfinishedRecordWhenTheOwnerIsDead() throws IOException {
        TestBuffers.write(file, "before");
        TestBuffers.abandonClaim(file, 100);
        TestBuffers.write(file, "after");
        TestBuffers.abandonClaim(file, 9);

        assertThat(TestBuffers.readAll(file, true)).containsExactly("before", "after");
        assertThat(file.skippedBytes()).isEqualTo(112 + 24);
        assertThat(file.isDrained()).isTrue();
    }

    @Test
    void shouldPassOverAClaimWhoseLengthWasNeverWrittenWhenTheOwnerIsDead() throws IOException {
        TestBuffers.write(file, "before");
        final long from = TestBuffers.write(file, "z".repeat(92));
        TestBuffers.write(file, "after");
        TestBuffers.zero(file.path(), TestBuffers.ringOffset(file.path(), 16), (int) from - 16);

        assertThat(TestBuffers.readAll(file, false)).containsExactly("before");
        assertThat(TestBuffers.readAll(file, true)).containsExactly("after");
        assertThat(file.skippedBytes()).isEqualTo(104);
    }

    @Test
    void shouldEndAtTheTailWhenTheLastClaimOfADeadOwnerIsZero() throws IOException {
        TestBuffers.write(file, "before");
        final long tail = file.tailPosition() + 800;
        TestBuffers.putLong(file.path(), TestBuffers.tailOffset(file.path()), tail);

        assertThat(TestBuffers.readAll(file, true)).containsExactly("before");
        assertThat(file.headPosition()).isEqualTo(tail);
        assertThat(file.skippedBytes()).isEqualTo(800);
    }

    /** Killed between the move of the tail and the store of the padding: zeros up to the ring's end, and behind it. */
    @Test
    void shouldGoOnAtTheStartWhenAClaimOfADeadOwnerIsZeroUpToTheEnd() throws IOException {
        wrapTo(CAPACITY - 64);
        final long from = file.headPosition();
        TestBuffers.write(file, "w".repeat(200));
        TestBuffers.zero(file.path(), TestBuffers.ringOffset(file.path(), from), 64);
        TestBuffers.zero(file.path(), TestBuffers.ringOffset(file.path(), 0), 208);
        TestBuffers.write(file, "after the wrap");

        assertThat(TestBuffers.readAll(file, false)).isEmpty();
        assertThat(TestBuffers.readAll(file, true)).containsExactly("after the wrap");
        assertThat(file.skippedBytes()).isEqualTo(64 + 208);
    }

    @Test
    void shouldCountSkippedBytesOnceWhenAScanIsRepeatedBeforeItIsFreed() throws IOException {
        TestBuffers.abandonClaim(file, 100);
        TestBuffers.write(file, "after");
        final RingReader reader = file.newReader();
        final long tail = file.tailPosition();

        reader.scan(0, tail, true, (type, source, index, length) -> true);
        reader.scan(0, tail, true, (type, source, index, length) -> true);
        reader.free(0, tail);

        assertThat(file.skippedBytes()).isEqualTo(112);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 65, 24, 65_536, 65_544, Integer.MAX_VALUE, Integer.MAX_VALUE - 7})
    void shouldRefuseALengthThatDoesNotFit(final int length) throws IOException {
        TestBuffers.write(file, "12345678");
        TestBuffers.putInt(file.path(), TestBuffers.ringOffset(file.path(), 0), length);

        assertCorrupt(false, "record length=" + length);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -7, -24, -65_536, -65_544, Integer.MIN_VALUE, Integer.MIN_VALUE + 1})
    void shouldRefuseAnUnfinishedLengthThatDoesNotFitWhenTheOwnerIsDead(final int length) throws IOException {
        TestBuffers.write(file, "12345678");
        TestBuffers.putInt(file.path(), TestBuffers.ringOffset(file.path(), 0), length);

        assertCorrupt(true, "record length=");
    }

    @Test
    void shouldRefuseARecordThatCrossesTheEndOfTheRing() throws IOException {
        wrapTo(CAPACITY - 16);
        final long from = file.headPosition();
        TestBuffers.write(file, "12345678".repeat(4));
        TestBuffers.putInt(file.path(), TestBuffers.ringOffset(file.path(), from), 24);

        assertCorrupt(false, "record length=24");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -2, 5, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldRefuseATypeThatNobodyWrites(final int type) throws IOException {
        TestBuffers.write(file, "12345678");
        TestBuffers.putInt(file.path(), TestBuffers.ringOffset(file.path(), 4), type);

        assertCorrupt(false, "record type=" + type);
    }

    @Test
    void shouldRefuseAPayloadThatNoProducerCanClaim() throws IOException {
        for (int i = 0; i < 4; i++) {
            TestBuffers.write(file, "a".repeat(4000));
        }
        TestBuffers.putInt(file.path(), TestBuffers.ringOffset(file.path(), 0), 8192 + 16);

        assertCorrupt(false, "length=8200");
    }

    @ParameterizedTest
    @CsvSource({
        "-8, 0",
        "4, 0",
        "8, 0",
        "0, -8",
        "65536, 0",
        "9223372036854775800, 0",
        "0, 9223372036854775800",
        "-9223372036854775808, 0",
        "0, 200000",
    })
    void shouldRefusePositionsThatCannotBothBeRight(final long head, final long tail) throws IOException {
        TestBuffers.putLong(file.path(), TestBuffers.headOffset(file.path()), head);
        TestBuffers.putLong(file.path(), TestBuffers.tailOffset(file.path()), tail);

        assertThatThrownBy(() -> file.newReader().headPosition())
                .isInstanceOf(CorruptBufferException.class)
                .hasMessageContaining("cannot all be right");
    }

    /** Whatever the ring holds, a scan ends, and throws nothing but a CorruptBufferException. */
    @Test
    void shouldSurviveAnyBytesInTheRing() throws IOException {
        final Random random = new Random(4711);
        int corrupt = 0;
        for (int round = 0; round < 4000; round++) {
            final long tail = random.nextInt(CAPACITY / 8 + 1) * 8L;
            TestBuffers.putLong(file.path(), TestBuffers.tailOffset(file.path()), tail);
            for (int i = 0; i < 3; i++) {
                final long position = random.nextInt(64) * 8L;
                final int length = random.nextBoolean() ? random.nextInt(300) - 50 : random.nextInt();
                TestBuffers.putInt(file.path(), TestBuffers.ringOffset(file.path(), position), length);
                TestBuffers.putInt(
                        file.path(), TestBuffers.ringOffset(file.path(), position) + 4, random.nextInt(7) - 1);
            }
            try {
                final long to = file.newReader().scan(0, tail, random.nextBoolean(), (type, source, index, length) -> {
                    assertThat(index).isBetween(0, source.capacity() - length);
                    return true;
                });
                assertThat(to).isBetween(0L, tail);
            } catch (final CorruptBufferException e) {
                corrupt++;
            }
        }
        assertThat(corrupt).isBetween(500, 3999);
    }

    private void assertCorrupt(final boolean ownerDead, final String reason) {
        assertThatThrownBy(() -> TestBuffers.readAll(file, ownerDead))
                .isInstanceOf(CorruptBufferException.class)
                .hasMessageContaining(file.name().toString())
                .hasMessageContaining(reason);
    }

    /** Moves head and tail to an index near the end of the ring, so that the next claim wraps. */
    private void wrapTo(final int index) throws IOException {
        TestBuffers.putLong(file.path(), TestBuffers.tailOffset(file.path()), index);
        TestBuffers.putLong(file.path(), TestBuffers.headOffset(file.path()), index);
    }
}
