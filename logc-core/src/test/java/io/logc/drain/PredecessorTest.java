package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.BufferFile;
import io.logc.buffer.TestBuffers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void shouldWaitForWhatOnlyItsClientKnowsOf() throws IOException {
        final boolean[] mayBegin = {false};
        final BufferFile heldBack = rig.create().file();
        rig.attach(writer, heldBack, new BufferWatch() {
            @Override
            public boolean mayBegin() {
                return mayBegin[0];
            }

            @Override
            public boolean mayDrain() {
                return true;
            }

            @Override
            public void progressed() {
                assertThat(mayBegin[0]).isTrue();
            }
        });
        DrainRig.write(heldBack, "held back");
        finishPredecessor();
        assertThat(writer.drainLittle(heldBack.name())).isZero();
        assertThat(rig.content()).isEqualTo("before\n");

        mayBegin[0] = true;
        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("before\nheld back\n");
    }
}
