package io.logc.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.agrona.BitUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The register of claims, alone and under Agrona's ring, also when the stack ends in the middle of a claim. */
class ClaimTrackingBufferTest {

    private static final int CAPACITY = 1024;
    private static final int LENGTH = CAPACITY + RingBufferDescriptor.TRAILER_LENGTH;
    private static final int TAIL = CAPACITY + RingBufferDescriptor.TAIL_POSITION_OFFSET;
    private static final int STACK_BYTES = 256 * 1024;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(LENGTH);
    private final ClaimTrackingBuffer buffer = new ClaimTrackingBuffer(memory, 0, LENGTH, TAIL);
    private final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(buffer);

    @Test
    void shouldHaveNoClaimWhenNew() {
        assertNoClaim();
    }

    @Test
    void shouldRecordTheRangeWhenTheTailIsMoved() {
        assertThat(buffer.compareAndSetLong(TAIL, 0, 64)).isTrue();
        assertClaim(0, 64);
        assertThat(buffer.getLong(TAIL)).isEqualTo(64);
    }

    @Test
    void shouldKeepTheLastClaimWhenTheTailIsNotMoved() {
        buffer.compareAndSetLong(TAIL, 0, 64);
        assertThat(buffer.compareAndSetLong(TAIL, 0, 128)).isFalse();
        assertClaim(0, 64);
    }

    @Test
    void shouldRecordNothingWhenAnotherNumberIsSet() {
        assertThat(buffer.compareAndSetLong(TAIL - 8, 0, 64)).isTrue();
        assertThat(buffer.compareAndSetLong(TAIL, 1, 64)).isFalse();
        assertNoClaim();
    }

    @Test
    void shouldForgetTheClaimWhenCleared() {
        buffer.compareAndSetLong(TAIL, 0, 64);
        buffer.clearClaim();
        assertNoClaim();
    }

    @Test
    void shouldRefuseATailThatIsNotInTheBuffer() {
        assertThatThrownBy(() -> new ClaimTrackingBuffer(memory, 0, LENGTH, LENGTH - 7))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldHoldTheAlignedRecordFromClaimToCommit() {
        final int index = ring.tryClaim(1, 13);
        assertThat(index).isEqualTo(RecordDescriptor.HEADER_LENGTH);
        assertClaim(0, 24);
        ring.commit(index);
        assertNoClaim();
    }

    @Test
    void shouldHoldNothingWhenTheClaimIsAborted() {
        ring.abort(ring.tryClaim(1, 13));
        assertNoClaim();
    }

    @Test
    void shouldHoldTheRecordAloneWhenThePaddingBeforeItIsPublished() {
        final long tail = fillUntilRoomIsLeft(32);
        drain();
        final int index = ring.tryClaim(1, 100);
        assertThat(index).isEqualTo(RecordDescriptor.HEADER_LENGTH);
        assertClaim(tail + 32, tail + 32 + 112);
        ring.commit(index);
        assertNoClaim();
    }

    @Test
    void shouldHoldNothingWhenThePaddingIsAllThatWasClaimed() {
        fillUntilRoomIsLeft(64);
        ring.read((type, source, index, length) -> {}, 1);
        assertThat(ring.consumerPosition()).isEqualTo(64);

        assertThat(ring.tryClaim(1, 100)).isEqualTo(RingBuffer.INSUFFICIENT_CAPACITY);

        assertThat(ring.producerPosition()).isEqualTo(CAPACITY);
        assertNoClaim();
    }

    @Test
    void shouldKeepTheClaimWhenSomethingElseIsReleased() {
        ring.tryClaim(1, 13);
        buffer.putIntRelease(32, 24);
        buffer.putIntRelease(0, -24);
        buffer.putIntRelease(0, 0);
        assertClaim(0, 24);
    }

    @Test
    void shouldRecordNothingWhenTheRingIsFull() {
        fillUntilRoomIsLeft(32);
        assertThat(ring.tryClaim(1, 100)).isEqualTo(RingBuffer.INSUFFICIENT_CAPACITY);
        assertNoClaim();
    }

    /**
     * The promise, call by call: whichever call of the ring to its buffer is the one that throws, before its effect or
     * after, the register holds exactly what the tail has moved by and no length publishes, and padding that makes the
     * ring passable. The rows are a record that fits, one behind padding, and padding alone.
     */
    @ParameterizedTest
    @CsvSource({"1024, 1024", "32, 1024", "64, 1"})
    void shouldHoldExactlyWhatIsUnpublishedWhenAnyCallOfTheRingThrows(final int roomBeforeEnd, final int recordsRead) {
        int call = 0;
        int thrownWithClaim = 0;
        boolean completed = false;
        while (!completed) {
            call++;
            for (final boolean afterEffect : new boolean[] {false, true}) {
                buffer.setMemory(0, LENGTH, (byte) 0);
                buffer.clearClaim();
                fillUntilRoomIsLeft(roomBeforeEnd);
                ring.read((type, source, index, length) -> {}, recordsRead);
                final long before = ring.producerPosition();

                completed = writeThrowingAt(call, afterEffect);

                assertRegisterHoldsWhatIsUnpublishedFrom(before);
                thrownWithClaim += buffer.hasClaim() ? 1 : 0;
                padClaim();
                drain();
                assertThat(ring.consumerPosition()).isEqualTo(ring.producerPosition());
            }
        }
        assertThat(thrownWithClaim).isGreaterThanOrEqualTo(5);
    }

    /** Whether the write came to its end because it makes fewer calls than the one that is to throw. */
    private boolean writeThrowingAt(final int call, final boolean afterEffect) {
        final int[] calls = {Integer.MIN_VALUE}; // the ring's constructor makes calls too, and is not to throw
        final AtomicBuffer failing = (AtomicBuffer) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {AtomicBuffer.class}, (proxy, method, arguments) -> {
                    calls[0]++;
                    if (calls[0] == call && !afterEffect) {
                        throw new StackOverflowError();
                    }
                    final Object result = method.invoke(buffer, arguments);
                    if (calls[0] == call) {
                        throw new StackOverflowError();
                    }
                    return result;
                });
        final ManyToOneRingBuffer failingRing = new ManyToOneRingBuffer(failing);
        calls[0] = 0;
        try {
            final int index = failingRing.tryClaim(1, 100);
            if (index > 0) {
                failingRing.commit(index);
            }
            return true;
        } catch (final StackOverflowError ex) {
            return false;
        }
    }

    /**
     * The promise for real, with an overflow at any depth of claim and commit. Each round comes up a number of frames
     * from the end of a small stack, writes there, and looks at the result from the top.
     */
    @Test
    @Timeout(60)
    void shouldHoldExactlyWhatIsUnpublishedWhenTheStackOverflows() throws Exception {
        final FutureTask<Counts> task = new FutureTask<>(this::overflowAtManyDepths);
        new Thread(null, task, "small-stack", STACK_BYTES).start();
        final Counts counts;
        try {
            counts = task.get();
        } catch (final ExecutionException ex) {
            throw new AssertionError("an overflow left an inconsistent register", ex.getCause());
        }
        assertThat(counts.overflowed).as("writes that overflowed").isPositive();
        assertThat(counts.completed).as("writes that were completed").isPositive();
    }

    private Counts overflowAtManyDepths() {
        for (int i = 0; i < 1_000; i++) {
            claimAndCommit();
            drain();
        }
        int overflowed = 0;
        int completed = 0;
        for (int height = 1; height <= 400; height++) {
            final long before = ring.producerPosition();
            final Attempt attempt = new Attempt();
            dive(height, attempt);
            assertRegisterHoldsWhatIsUnpublishedFrom(before);
            if (attempt.completed) {
                completed++;
            } else {
                overflowed++;
                padClaim();
            }
            drain();
            assertThat(ring.consumerPosition()).as("height=%d", height).isEqualTo(ring.producerPosition());
        }
        return new Counts(overflowed, completed);
    }

    /** Goes down until the stack is full and makes the attempt a number of frames above; answers its own height. */
    private static int dive(final int attemptHeight, final Attempt attempt) {
        int height;
        try {
            height = dive(attemptHeight, attempt) + 1;
        } catch (final StackOverflowError ex) {
            height = 0;
        }
        if (height == attemptHeight) {
            try {
                attempt.run();
            } catch (final StackOverflowError ex) {
                attempt.completed = false;
            }
        }
        return height;
    }

    /** How many writes ended in an overflow, and how many did not. */
    private record Counts(int overflowed, int completed) {}

    /** A claim with its commit, and whether it came to its end. */
    private final class Attempt {
        private boolean completed;

        private void run() {
            claimAndCommit();
            completed = true;
        }
    }

    private void claimAndCommit() {
        final int index = ring.tryClaim(1, 20);
        ring.commit(index);
    }

    private void padClaim() {
        if (buffer.hasClaim()) {
            final int from = (int) buffer.claimFrom() & (CAPACITY - 1);
            final int length = (int) (buffer.claimTo() - buffer.claimFrom());
            final int lengthToEnd = Math.min(length, CAPACITY - from);
            pad(from, lengthToEnd);
            if (lengthToEnd < length) {
                pad(0, length - lengthToEnd);
            }
        }
        assertNoClaim();
    }

    private void pad(final int index, final int length) {
        buffer.putInt(RecordDescriptor.typeOffset(index), RingBuffer.PADDING_MSG_TYPE_ID);
        buffer.putIntRelease(RecordDescriptor.lengthOffset(index), length);
    }

    /** Writes records of 64 bytes until a room is left before the ring's end, and answers the tail. */
    private long fillUntilRoomIsLeft(final int room) {
        while (CAPACITY - ring.producerPosition() >= 64 + room) {
            ring.commit(ring.tryClaim(1, 64 - RecordDescriptor.HEADER_LENGTH));
        }
        final int rest = (int) (CAPACITY - ring.producerPosition()) - room;
        if (rest > 0) {
            ring.commit(ring.tryClaim(1, rest - RecordDescriptor.HEADER_LENGTH));
        }
        return ring.producerPosition();
    }

    private void drain() {
        while (ring.size() > 0) {
            final long head = ring.consumerPosition();
            ring.read((type, source, index, length) -> {});
            assertThat(ring.consumerPosition()).as("a record stops the reader").isGreaterThan(head);
        }
    }

    /** Walks the records that are published from a position on; what remains before the tail must be the claim. */
    private void assertRegisterHoldsWhatIsUnpublishedFrom(final long position) {
        final long tail = ring.producerPosition();
        long unpublished = position;
        int length = 1;
        while (unpublished < tail && length > 0) {
            length = Math.max(0, buffer.getInt((int) unpublished & (CAPACITY - 1)));
            unpublished += BitUtil.align(length, RecordDescriptor.ALIGNMENT);
        }
        if (unpublished == tail) {
            assertNoClaim();
        } else {
            assertClaim(unpublished, tail);
        }
    }

    private void assertClaim(final long from, final long to) {
        assertThat(buffer.hasClaim()).isTrue();
        assertThat(buffer.claimFrom()).isEqualTo(from);
        assertThat(buffer.claimTo()).isEqualTo(to);
    }

    private void assertNoClaim() {
        assertThat(buffer.hasClaim()).isFalse();
        assertThat(buffer.claimFrom()).isEqualTo(-1L);
        assertThat(buffer.claimTo()).isEqualTo(-1L);
    }
}
