package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.buffer.BufferFile;
import io.logc.buffer.UnixFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The buffer directory in another state than a writer has left it in. */
@Timeout(60)
class LeftoversTest {
    @TempDir
    private Path temporary;

    private DrainRig rig;

    @BeforeEach
    void createRig() throws IOException {
        rig = new DrainRig(temporary.resolve("leftovers"));
    }

    @Test
    void shouldKeepABufferThatCannotBeRemovedAndGoOnWithItsSuccessor() throws IOException {
        final BufferFile first = rig.create().file();
        DrainRig.write(first, "1");
        first.seal();
        final BufferFile second =
                rig.create(first.spec(), first.name().generation()).file();
        DrainRig.write(second, "2");
        final Path obstacle = replaceByADirectory(first.path());
        final LogFileWriter writer = rig.writerOf(first, second);

        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("1\n2\n");
        assertThat(rig.removed).isEmpty();
        assertThat(rig.warnings).singleElement().asString().contains("cannot be removed");

        Files.delete(obstacle);
        DrainRig.drain(writer);
        assertThat(rig.removed).containsExactly(first.name());
        assertThat(first.path()).doesNotExist();
        assertThat(rig.directory.consumerLock(first.name())).doesNotExist();
        writer.close();
    }

    private static Path replaceByADirectory(final Path file) throws IOException {
        Files.delete(file);
        return Files.createFile(Files.createDirectory(file).resolve("obstacle"));
    }

    /** A journal without a name is found by nobody who recovers. */
    @Test
    void shouldMakeAJournalAgainWhenItsNameIsGone() throws IOException {
        final BufferFile file = rig.create().file();
        final LogFileWriter writer = rig.writerOf(file);
        DrainRig.write(file, "1");
        DrainRig.drain(writer);
        Files.delete(rig.directory.journal(rig.key));

        DrainRig.write(file, "2");
        DrainRig.drain(writer);

        assertThat(rig.directory.journal(rig.key)).exists();
        assertThat(rig.content()).isEqualTo("1\n2\n");
        writer.close();
    }

    /** A file of that name must not have all later buffers numbered so that nobody sees them. */
    @Test
    void shouldNotCountOnFromANumberThatNobodyCanHaveComeTo() throws IOException {
        Files.createFile(rig.directory.path().resolve(rig.key + "-999999999999999999.buffer"), UnixFiles.privateFile());

        final BufferFile file = rig.create().file();

        assertThat(file.name().generation()).isOne();
        assertThat(rig.directory.buffers(rig.key)).contains(file.name());
    }

    @Test
    void shouldRefuseACounterThatNobodyCanHaveWritten() throws IOException {
        for (final String counter : List.of("999999999999999999", "-1", "many")) {
            Files.deleteIfExists(rig.directory.generationCounter());
            Files.createFile(rig.directory.generationCounter(), UnixFiles.privateFile());
            Files.writeString(rig.directory.generationCounter(), counter);

            assertThatThrownBy(rig::create)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("generation")
                    .hasMessageContaining("remove it");
        }
    }
}
