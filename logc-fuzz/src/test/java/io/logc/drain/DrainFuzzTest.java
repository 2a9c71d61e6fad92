package io.logc.drain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.logc.buffer.BufferFile;
import io.logc.buffer.FuzzedRing;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever a buffer file and a journal hold, recovery over them ends, throws nothing but an IOException that says why,
 * writes what is sound exactly once, cuts nothing off the log file, and leaves no buffer behind that it would never
 * finish.
 */
@Timeout(300)
class DrainFuzzTest {
    private static final int MAX_RECORDS = 10;
    private static final int MAX_CYCLES = 40;
    private static final FuzzedDirectory DIRECTORY = new FuzzedDirectory("drain");

    @FuzzTest(maxDuration = "10s")
    void shouldRecoverWhateverBufferAndJournalHold(final FuzzedDataProvider data) throws IOException {
        DIRECTORY.clear();
        final boolean mayTruncate = data.consumeInt(0, 7) == 0;
        final OwnedBuffer owned = DIRECTORY.create(data);
        final BufferFile file = owned.file();
        final FuzzedRing ring = new FuzzedRing(file, data, mayTruncate);
        ring.fill(MAX_RECORDS);
        final FuzzedJournal journal = new FuzzedJournal(DIRECTORY, file, data);
        final byte[] before = journal.fill(ring);
        boolean sound = true;
        for (int changes = data.consumeInt(0, 4); changes > 0; changes--) {
            sound = false;
            ring.damage();
        }
        for (int changes = data.consumeInt(0, 2); changes > 0; changes--) {
            sound = false;
            ring.damageHeader();
        }
        for (int changes = data.consumeInt(0, 3); changes > 0; changes--) {
            sound = false;
            journal.damage(ring, mayTruncate);
        }
        if (data.consumeBoolean()) {
            recoverAlive(file);
        }
        owned.ownerLock().close();
        recover();
        final byte[] after = DIRECTORY.logContent();
        check(before, after, mayTruncate);
        if (sound && ring.hasOnlyEvents() && file.spec().header().length == 0) {
            assertThat(new String(after, UTF_8)).isEqualTo(journal.older() + String.join("", ring.events()));
        }
        recover();
        assertThat(DIRECTORY.logContent()).isEqualTo(after);
    }

    private static void check(final byte[] before, final byte[] after, final boolean mayTruncate) throws IOException {
        if (!mayTruncate) {
            assertThat(after.length).isGreaterThanOrEqualTo(before.length);
            assertThat(Arrays.equals(before, 0, before.length, after, 0, before.length))
                    .isTrue();
        }
        assertThat(DIRECTORY.unfinished()).isEmpty();
    }

    /** What a server does with a client's buffer while the client lives. */
    private static void recoverAlive(final BufferFile file) throws IOException {
        final LogFileWriter writer = DIRECTORY.newWriter();
        try {
            if (DIRECTORY.attach(writer, file)) {
                cycle(writer);
            }
        } finally {
            writer.close();
        }
    }

    /** What the next process does. */
    private static void recover() throws IOException {
        final LogFileWriter writer = DIRECTORY.newWriter();
        try {
            DIRECTORY.adoptAll(writer);
            cycle(writer);
        } finally {
            writer.close();
        }
    }

    /** Until there is nothing more to do; an IOException is tried again, as the writer's thread does. */
    private static void cycle(final LogFileWriter writer) throws IOException {
        int idle = 0;
        for (int i = 0; i < MAX_CYCLES && idle < 2; i++) {
            try {
                idle = writer.cycle() == 0 ? idle + 1 : 0;
                for (final DrainedBuffer buffer : writer.buffers()) {
                    assertThat(buffer.file().headPosition())
                            .isLessThanOrEqualTo(buffer.file().tailPosition());
                }
            } catch (final IOException e) {
                assertThat(e.getMessage()).isNotBlank();
                writer.recover();
            }
        }
        writer.idle();
    }
}
