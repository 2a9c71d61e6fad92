package io.logc.system.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** What a client can do to its buffer, by the kind of the harm; the buffer holds three records of 24 bytes then. */
enum Damage {
    HEAD_BACK(3, (bytes, random) -> bytes.putLong(HostileBuffer.HEAD, 0)),
    HEAD_FORWARD(3, (bytes, random) -> bytes.putLong(HostileBuffer.HEAD, 8L * (10 + random.nextInt(1000)))),
    HEAD_UNALIGNED(3, (bytes, random) -> bytes.putLong(HostileBuffer.HEAD, 1 + random.nextInt(7))),
    TAIL_FAR_AHEAD(3, (bytes, random) -> bytes.putLong(HostileBuffer.TAIL, 1L << 62)),
    TAIL_NEGATIVE(3, (bytes, random) -> bytes.putLong(HostileBuffer.TAIL, random.nextLong() | Long.MIN_VALUE)),
    TAIL_UNALIGNED(3, (bytes, random) -> bytes.putLong(HostileBuffer.TAIL, 73 + random.nextInt(7))),
    LENGTH_HUGE(2, (bytes, random) -> bytes.putInt(HostileBuffer.HEADER + 48, Integer.MAX_VALUE)),
    LENGTH_TINY(2, (bytes, random) -> bytes.putInt(HostileBuffer.HEADER + 48, 1 + random.nextInt(7))),
    TYPE_UNKNOWN(2, (bytes, random) -> bytes.putInt(HostileBuffer.HEADER + 52, 5 + random.nextInt(1000))),
    TYPE_TRUNCATE(2, (bytes, random) -> bytes.putInt(HostileBuffer.HEADER + 52, 3)),
    DROPS_GO_BACK(3, (bytes, random) -> bytes.putLong(128, -1 - random.nextInt(1000))),
    FILE_TRUNCATED(1, (bytes, random) -> {});

    private final int eventsSaved;
    private final Blow blow;

    /** Does the harm. */
    private interface Blow {
        void strike(MappedByteBuffer bytes, Random random);
    }

    Damage(final int eventsSaved, final Blow blow) {
        this.eventsSaved = eventsSaved;
        this.blow = blow;
    }

    /** How many of the three events are in the log file whatever happens. */
    int eventsSaved() {
        return eventsSaved;
    }

    /** Whether it is done to a buffer of which the server has drained the first record, instead of one that it has not seen. */
    boolean isOfADrainedBuffer() {
        return this == HEAD_BACK || this == HEAD_FORWARD || this == HEAD_UNALIGNED || this == FILE_TRUNCATED;
    }

    void inflict(final HostileBuffer buffer, final Random random) {
        blow.strike(buffer.bytes(), random);
        if (this == FILE_TRUNCATED) {
            try (FileChannel file = FileChannel.open(buffer.file().path(), StandardOpenOption.WRITE)) {
                file.truncate(0);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
