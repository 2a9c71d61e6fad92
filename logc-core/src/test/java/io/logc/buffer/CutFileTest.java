package io.logc.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Something cuts a buffer file under its owner's mapping. (A JVM that crashes here is a failure of these tests.) */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class CutFileTest {
    private static final byte[] EVENT = "an event\n".getBytes();

    @TempDir
    private Path temporary;

    /** However much of the producer's code is compiled by then. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10, 300, 3_000, 30_000})
    void shouldFailWithoutAnErrorInTheCallersCode(final int calls) throws IOException {
        for (final long length : new long[] {0, 4096, 8192}) {
            final BufferFile file = create(calls + length);
            final RingProducer producer = file.newProducer();
            for (int i = 0; i < calls; i++) {
                if (producer.write(RecordType.EVENT, EVENT, 0, EVENT.length) == RingProducer.FULL) {
                    TestBuffers.readAll(file, false);
                }
            }

            cut(file, length);

            for (int i = 0; i < 100; i++) {
                assertThat(producer.write(RecordType.EVENT, EVENT, 0, EVENT.length))
                        .isEqualTo(RingProducer.FAILED);
            }
            assertThat(producer.isFailed()).isTrue();
        }
    }

    @Test
    void shouldKnowThatItIsCut() throws IOException {
        final BufferFile file = create(1);
        assertThat(file.isIntact()).isTrue();

        cut(file, 0);

        assertThat(file.isIntact()).isFalse();
        assertThatThrownBy(file::seal).isInstanceOf(InternalError.class).hasMessageContaining("was truncated");
        assertThatThrownBy(file::countDrop).isInstanceOf(InternalError.class).hasMessageContaining("was truncated");
    }

    @Test
    void shouldKnowThatAnotherProcessesBufferIsIntact() throws IOException {
        final BufferFile file = create(1);
        final BufferDirectory directory = BufferDirectory.open(temporary.resolve("buffers"));

        assertThat(BufferFile.open(directory, file.name()).isIntact()).isTrue();
    }

    private BufferFile create(final long generation) throws IOException {
        return TestBuffers.create(BufferDirectory.open(temporary.resolve("buffers")), generation);
    }

    private static void cut(final BufferFile file, final long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }
}
