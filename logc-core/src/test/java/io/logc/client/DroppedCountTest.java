package io.logc.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.TestBuffers;
import io.logc.drain.OwnedBuffer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The count is read by threads of the application, which must not meet an error of a buffer that somebody has just cut. */
@Timeout(60)
class DroppedCountTest {
    private static final int CALLS = 50_000;

    @TempDir
    private Path root;

    private OwnedBuffer owned;
    private Publication publication;

    /** Without a conductor's thread, which would replace a buffer that is cut. */
    @BeforeEach
    void open() throws IOException {
        final Path logFile = root.toRealPath().resolve("app.log");
        final BufferSpec spec = TestBuffers.spec(logFile);
        final BufferDirectory directory = BufferDirectory.open(root.resolve("buffers"));
        owned = OwnedBuffer.create(directory, logFile, spec, TestBuffers.CAPACITY, 0);
        final Conductor conductor = new Conductor(new ConcurrentHashMap<>(), Thread::new, none -> {});
        final FilePublication file = new FilePublication(logFile, false, conductor);
        file.use(new ClientBuffer(directory, owned.file(), owned.ownerLock()), spec);
        publication = new Publication(file, conductor);
    }

    @AfterEach
    void close() throws IOException {
        owned.ownerLock().close();
    }

    @Test
    void shouldTellHowManyAreDroppedInTheBuffer() {
        assertThat(publication.droppedCount()).isZero();
        assertThat(owned.file().countDrop()).isTrue();
        assertThat(publication.droppedCount()).isEqualTo(1);
    }

    @Test
    void shouldThrowNothingWhenTheBufferWasJustCut() throws IOException {
        owned.file().countDrop();
        cut();

        assertThat(publication.droppedCount()).isZero();
    }

    /** What is compiled goes on behind a load that has failed; the error comes in whatever the thread does then. */
    @Test
    void shouldLeaveNoErrorForLaterWhenItIsCompiled() throws IOException {
        owned.file().countDrop();
        long sum = 0;
        for (int i = 0; i < CALLS; i++) {
            sum += publication.droppedCount();
        }
        assertThat(sum).isEqualTo(CALLS);
        cut();

        for (int i = 0; i < CALLS; i++) {
            sum += publication.droppedCount();
            if (i % 100 == 0) {
                Thread.yield();
            }
        }
        assertThat(sum).isEqualTo(CALLS);
    }

    private void cut() throws IOException {
        try (FileChannel channel = FileChannel.open(owned.file().path(), StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }
}
