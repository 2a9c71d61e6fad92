package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.BufferFile;
import io.logc.buffer.TestBuffers;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a buffer waits for, when somebody has removed what is in the directory and the numbers have begun anew. */
@Timeout(60)
class PredecessorTest {
    @TempDir
    private Path temporary;

    private DrainRig rig;
    private BufferFile predecessor;
    private BufferFile successor;
    private LogFileWriter writer;

    @BeforeEach
    void makeTwo() throws IOException {
        rig = new DrainRig(temporary);
        predecessor = rig.create().file();
        successor = rig.create(TestBuffers.spec(rig.logFile), predecessor.name().generation())
                .file();
        writer = rig.writerOf(predecessor, successor);
    }

    private void finishPredecessor() throws IOException {
        DrainRig.write(predecessor, "before");
        predecessor.seal();
        DrainRig.drain(writer);
        assertThat(predecessor.path()).doesNotExist();
    }

    @Test
    void shouldNotWaitForAnothersBufferThatHasItsPredecessorsNameLater() throws IOException {
        finishPredecessor();
        DrainRig.write(successor, "1");
        DrainRig.drain(writer);

        Files.createFile(predecessor.path());
        DrainRig.write(successor, "2");
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("before\n1\n2\n");
    }

    @Test
    void shouldNotWaitForANameWhenItHasLostItsOwn() throws IOException {
        finishPredecessor();
        Files.delete(successor.path());
        Files.createFile(predecessor.path());

        DrainRig.write(successor, "1");
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("before\n1\n");
    }

    @Test
    void shouldNotBeOvertakenThroughAnEmptyOneThatWaits() throws IOException {
        final BufferFile last = rig.create(
                        TestBuffers.spec(rig.logFile), successor.name().generation())
                .file();
        rig.attach(writer, last);
        DrainRig.write(last, "last");
        successor.seal();
        DrainRig.drain(writer);
        assertThat(successor.path()).exists();
        assertThat(rig.content()).isEmpty();

        finishPredecessor();

        assertThat(rig.content()).isEqualTo("before\nlast\n");
        assertThat(successor.path()).doesNotExist();
    }

    @Test
    void shouldWaitForWhatOnlyItsClientKnowsOf() throws IOException {
        final HeldBack watch = new HeldBack();
        final BufferFile heldBack = rig.create().file();
        rig.attach(writer, heldBack, watch);
        DrainRig.write(heldBack, "held back");
        finishPredecessor();
        assertThat(writer.drainLittle(heldBack.name())).isZero();
        assertThat(rig.content()).isEqualTo("before\n");

        watch.mayBegin = true;
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("before\nheld back\n");
    }

    @Test
    void shouldLeaveTheFileToOthersWhileItIsHeldBack() throws IOException {
        final LogFileWriter waiting = rig.newWriter();
        final BufferFile heldBack = rig.create().file();
        rig.attach(waiting, heldBack, new HeldBack());
        DrainRig.write(heldBack, "held back");

        assertThat(waiting.cycle()).isZero();

        assertThat(KernelLock.isHeld(rig.directory.writerLock(rig.key))).isFalse();
    }

    @Test
    void shouldBePutAsideWhenItIsCutWhileItIsHeldBack() throws IOException {
        final BufferFile heldBack = rig.create().file();
        rig.attach(writer, heldBack, new HeldBack());
        DrainRig.write(heldBack, "held back");
        try (FileChannel channel = FileChannel.open(heldBack.path(), StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }

        DrainRig.drain(writer);

        assertThat(rig.warnings).anyMatch(warning -> warning.contains("is damaged and was put aside"));
        assertThat(writer.find(heldBack.name())).isNull();
    }

    private static final class HeldBack implements BufferWatch {
        private boolean mayBegin;

        @Override
        public boolean mayBegin() {
            return mayBegin;
        }

        @Override
        public boolean mayDrain() {
            return true;
        }

        @Override
        public void progressed() {
            // What is in the file tells.
        }
    }
}
