package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.BufferFile;
import io.logc.buffer.RecordType;
import io.logc.buffer.TestBuffers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the file and comes from no event: header, footer, truncation, drop reports. */
@Timeout(60)
class FileTextsTest {
    @TempDir
    private Path temporary;

    private DrainRig rig;

    @BeforeEach
    void createRig() throws IOException {
        rig = new DrainRig(temporary);
    }

    @Test
    void shouldWriteTheHeaderAtEachStartWhenThePolicySaysSo() throws IOException {
        final BufferFile file = create(true);
        rig.append("content\n");

        TestBuffers.mark(file, RecordType.OPEN);
        DrainRig.write(file, "first");
        TestBuffers.mark(file, RecordType.OPEN);
        DrainRig.write(file, "second");
        drain(file);

        assertThat(rig.content()).isEqualTo("content\nHEAD\nfirst\nHEAD\nsecond\n");
    }

    @Test
    void shouldNotWriteTheHeaderTwiceWhenAStartFindsAnEmptyFile() throws IOException {
        final BufferFile file = create(true);

        TestBuffers.mark(file, RecordType.OPEN);
        DrainRig.write(file, "first");
        drain(file);

        assertThat(rig.content()).isEqualTo("HEAD\nfirst\n");
    }

    @Test
    void shouldWriteTheHeaderOnlyIntoAnEmptyFileWhenThePolicySaysSo() throws IOException {
        final BufferFile file = create(false);
        TestBuffers.mark(file, RecordType.OPEN);
        DrainRig.write(file, "first");
        TestBuffers.mark(file, RecordType.OPEN);
        DrainRig.write(file, "second");
        drain(file);

        assertThat(rig.content()).isEqualTo("HEAD\nfirst\nsecond\n");
    }

    @Test
    void shouldNotWriteTheHeaderIntoAFileWithContent() throws IOException {
        rig.append("content\n");
        final BufferFile file = create(false);
        TestBuffers.mark(file, RecordType.OPEN);
        DrainRig.write(file, "first");
        drain(file);

        assertThat(rig.content()).isEqualTo("content\nfirst\n");
    }

    @Test
    void shouldCreateTheFileWithItsHeaderBeforeTheFirstEvent() throws IOException {
        final BufferFile file = create(false);
        TestBuffers.mark(file, RecordType.OPEN);
        drain(file);

        assertThat(rig.content()).isEqualTo("HEAD\n");
    }

    @Test
    void shouldCreateAnEmptyFileBeforeTheFirstEventWhenThereIsNoHeader() throws IOException {
        final BufferFile file = rig.create().file();
        TestBuffers.mark(file, RecordType.OPEN);
        drain(file);

        assertThat(rig.logFile).exists().isEmptyFile();
    }

    @Test
    void shouldGiveTheNewFileAHeaderAfterARotation() throws IOException {
        for (final boolean eachStart : new boolean[] {true, false}) {
            Files.deleteIfExists(rig.logFile);
            final BufferFile file = create(eachStart);
            final LogFileWriter writer = rig.writerOf(file);
            DrainRig.write(file, "first");
            DrainRig.drain(writer);
            Files.delete(rig.logFile);
            DrainRig.write(file, "second");
            DrainRig.drain(writer);

            assertThat(rig.content()).isEqualTo("HEAD\nsecond\n");
        }
    }

    @Test
    void shouldWriteTheFooterWhereTheLastAppenderStopped() throws IOException {
        final BufferFile file = create(true);
        TestBuffers.mark(file, RecordType.OPEN);
        DrainRig.write(file, "first");
        TestBuffers.mark(file, RecordType.FOOTER);
        TestBuffers.mark(file, RecordType.OPEN);
        DrainRig.write(file, "second");
        TestBuffers.mark(file, RecordType.FOOTER);
        drain(file);

        assertThat(rig.content()).isEqualTo("HEAD\nfirst\nFOOT\nHEAD\nsecond\nFOOT\n");
    }

    @Test
    void shouldTruncateOnceAtItsPlaceInTheOrder() throws IOException {
        rig.append("content\n");
        final BufferFile file = create(true);
        DrainRig.write(file, "before");
        TestBuffers.mark(file, RecordType.TRUNCATE);
        TestBuffers.mark(file, RecordType.OPEN);
        DrainRig.write(file, "after");
        final LogFileWriter writer = rig.writerOf(file);
        DrainRig.drain(writer);
        assertThat(rig.content()).isEqualTo("HEAD\nafter\n");

        DrainRig.write(file, "more");
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("HEAD\nafter\nmore\n");
    }

    @Test
    void shouldReportDropsOnceWhereTheyHappened() throws IOException {
        final BufferFile file = rig.create().file();
        DrainRig.write(file, "first");
        file.countDrop();
        file.countDrop();
        DrainRig.write(file, "second");
        final LogFileWriter writer = rig.writerOf(file);
        DrainRig.drain(writer);
        assertThat(rig.content()).isEqualTo("first\ndropped 2\nsecond\n");

        file.countDrop();
        assertThat(file.isDrained()).isFalse();
        DrainRig.drain(writer);
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("first\ndropped 2\nsecond\ndropped 1\n");
        assertThat(file.isDrained()).isTrue();
    }

    @Test
    void shouldReportDropsOfADeadOwner() throws IOException {
        final OwnedBuffer owned = rig.create();
        owned.file().countDrop();
        owned.ownerLock().close();

        rig.recover();

        assertThat(rig.content()).isEqualTo("dropped 1\n");
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void shouldReportDropsOfASealedBufferUntilItIsRemoved() throws IOException {
        final BufferFile file = rig.create().file();
        DrainRig.write(file, "last");
        file.seal();
        final LogFileWriter writer = rig.writerOf(file);
        assertThat(file.countDrop()).isTrue();
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("last\ndropped 1\n");
        assertThat(rig.removed).containsExactly(file.name());
        assertThat(file.countDrop()).as("nobody would report it").isFalse();
    }

    @Test
    void shouldReportDropsWhenTheRingWasFull() throws IOException {
        final BufferFile file = rig.create().file();
        int accepted = 0;
        while (DrainRig.tryWrite(file, "event " + accepted)) {
            accepted++;
        }
        file.countDrop();
        final LogFileWriter writer = rig.writerOf(file);
        DrainRig.drain(writer);
        DrainRig.write(file, "later");
        DrainRig.drain(writer);

        assertThat(rig.content()).endsWith("event " + (accepted - 1) + "\ndropped 1\nlater\n");
    }

    @Test
    void shouldWriteEventsOfAllLengthsInBatchesOfAllLengths() throws IOException {
        final BufferFile file = rig.create().file();
        final LogFileWriter writer = rig.writerOf(file);
        final StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            final String event = i + "x".repeat(i * 31 % 8000);
            expected.append(event).append('\n');
            if (!DrainRig.tryWrite(file, event)) {
                DrainRig.drain(writer);
                DrainRig.write(file, event);
            }
        }
        DrainRig.drain(writer);

        assertThat(rig.content().equals(expected.toString()))
                .as("the file is exact")
                .isTrue();
    }

    private BufferFile create(final boolean headerEachStart) throws IOException {
        return rig.create(TestBuffers.spec(rig.logFile, "HEAD\n", "FOOT\n", headerEachStart), 0)
                .file();
    }

    private void drain(final BufferFile file) throws IOException {
        DrainRig.drain(rig.writerOf(file));
    }
}
