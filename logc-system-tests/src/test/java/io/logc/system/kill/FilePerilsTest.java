package io.logc.system.kill;

import static io.logc.fault.FaultPoint.APPENDED;
import static io.logc.fault.FaultPoint.BUFFER_PUT_ASIDE;
import static io.logc.fault.FaultPoint.REOPENED;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.fault.FaultPoint;
import io.logc.system.rig.FaultHits;
import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.SystemTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever writes the log file stops, and before anybody recovers something happens to the file, or to a buffer. */
class FilePerilsTest extends SystemTest {
    private static final int HEADER_LENGTH_OFFSET = 8;
    private static final int IMPOSSIBLE_LENGTH = 7;

    /** The points of this test that it drives in either host, and no other does. */
    static Set<FaultPoint> points() {
        return EnumSet.of(REOPENED, BUFFER_PUT_ASIDE);
    }

    @AfterEach
    void collectHits() {
        FaultHits.collect(scratch);
    }

    /** What happens to the file while nobody writes it. */
    private enum Peril {
        NONE {
            @Override
            void happen(final Lives lives) {}
        },
        MOVED {
            @Override
            void happen(final Lives lives) {
                lives.rotate();
            }
        },
        COPIED_AND_TRUNCATED {
            @Override
            void happen(final Lives lives) {
                lives.copyAndTruncate();
            }
        },
        APPENDED_TO_BY_ANOTHER {
            @Override
            void happen(final Lives lives) {
                lives.appendForeignLine();
            }
        },
        DELETED {
            @Override
            void happen(final Lives lives) {
                lives.delete();
            }
        },
        /** Most file systems give the new file the inode of the old one. */
        DELETED_AND_MADE_BY_ANOTHER {
            @Override
            void happen(final Lives lives) {
                lives.delete();
                lives.appendForeignLine();
            }
        };

        abstract void happen(Lives lives);
    }

    private record Incident(FaultPoint point, Peril peril) {}

    /** A file is deleted only when it holds nothing but the batch that is under way. */
    private static final List<Incident> INCIDENTS = List.of(
            new Incident(FaultPoint.PENDING_NOTED, Peril.MOVED),
            new Incident(FaultPoint.HALF_APPENDED, Peril.MOVED),
            new Incident(FaultPoint.HALF_COMPLETED, Peril.MOVED),
            new Incident(APPENDED, Peril.MOVED),
            new Incident(FaultPoint.WRITTEN_NOTED, Peril.MOVED),
            new Incident(FaultPoint.HALF_ZEROED, Peril.MOVED),
            new Incident(FaultPoint.PENDING_NOTED, Peril.APPENDED_TO_BY_ANOTHER),
            new Incident(APPENDED, Peril.APPENDED_TO_BY_ANOTHER),
            new Incident(FaultPoint.PATH_CHECKED, Peril.APPENDED_TO_BY_ANOTHER),
            new Incident(FaultPoint.JOURNAL_CLEARED, Peril.MOVED),
            new Incident(APPENDED, Peril.DELETED),
            new Incident(FaultPoint.JOURNAL_CLEARED, Peril.MOVED),
            new Incident(APPENDED, Peril.DELETED_AND_MADE_BY_ANOTHER),
            new Incident(FaultPoint.JOURNAL_CLEARED, Peril.COPIED_AND_TRUNCATED),
            new Incident(FaultPoint.WRITTEN_NOTED, Peril.COPIED_AND_TRUNCATED));

    @ParameterizedTest
    @EnumSource(Host.class)
    void shouldLoseAndDoubleNothingWhenFileChangesBetweenCrashAndRecovery(final Host host) {
        final Lives lives = new Lives(scratch);
        lives.feed(Work.RECORDS);
        for (final Incident incident : INCIDENTS) {
            System.out.println(host + ": " + incident);
            stop(lives, host, "halt:" + incident.point(), incident.point());
            incident.peril().happen(lives);
        }
        lives.liveOn(host);
        lives.assertPerfect();
    }

    /** The limit: a batch that was in the file when it was copied and emptied stands in the copy and in the file. */
    @Test
    void shouldLoseNothingWhenFileIsCopiedAndTruncatedWithABatchPending() throws IOException {
        final Lives lives = new Lives(scratch);
        lives.feed(Work.RECORDS);
        stop(lives, Host.SERVER, "halt:APPENDED:3", APPENDED);
        lives.copyAndTruncate();
        lives.liveOn(Host.SERVER);
        lives.oracleAfterDeletion().assertPerfect();
        assertThat(lives.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void shouldLoseAndDoubleNothingWhenFileIsDeletedBetweenAppendAndCheck(final Host host) {
        final Lives lives = new Lives(scratch);
        for (int i = 0; i < 2; i++) {
            lives.rotate();
            final ForkedJvm frozen = start(lives, host, "freeze:APPENDED,halt:REOPENED");
            lives.awaitFrozen(APPENDED, i + 1);
            lives.delete();
            lives.thaw(frozen);
            lives.awaitHalt(frozen, REOPENED);
            // The first time somebody makes the file again before it is recovered.
            if (i == 0) {
                lives.appendForeignLine();
            }
        }
        lives.liveOn(host);
        lives.assertPerfect();
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void shouldGoOnWhenWriterStopsWhileItPutsADamagedBufferAside(final Host host) throws IOException {
        final Lives lives = new Lives(scratch);
        lives.feed(Work.TRUNCATION, "truncate=false");
        final ForkedJvm feeder = lives.damagedApplication("freeze:CONSUMER_LOCKED", "events=100", "end=halt");
        feeder.awaitSuccess();
        damageNewestBuffer();
        stop(lives, host, "halt:BUFFER_PUT_ASIDE", BUFFER_PUT_ASIDE);
        lives.liveOn(host);
        lives.assertPerfect();
        assertThat(scratch.bufferFiles(".corrupt")).hasSize(1);
    }

    private static void stop(final Lives lives, final Host host, final String faults, final FaultPoint point) {
        lives.awaitHalt(start(lives, host, faults), point);
    }

    private static ForkedJvm start(final Lives lives, final Host host, final String faults) {
        if (host == Host.SERVER) {
            if (lives.leftovers().isEmpty()) {
                lives.feed(Work.RECORDS);
            }
            return lives.server(faults).jvm();
        }
        return lives.application(faults, "events=10");
    }

    /** Gives the first record of the buffer that was made last a length that none can have. */
    private void damageNewestBuffer() throws IOException {
        final List<Path> buffers = scratch.bufferFiles(".buffer");
        buffers.sort((first, second) -> Long.compare(generation(first), generation(second)));
        final Path newest = buffers.get(buffers.size() - 1);
        try (FileChannel channel = FileChannel.open(newest, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final ByteBuffer word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(word, HEADER_LENGTH_OFFSET);
            final int ring = word.flip().getInt();
            channel.write(word.clear().putInt(IMPOSSIBLE_LENGTH).flip(), ring);
        }
    }

    private static long generation(final Path buffer) {
        return Long.parseLong(buffer.getFileName().toString().split("[-.]")[1]);
    }
}
