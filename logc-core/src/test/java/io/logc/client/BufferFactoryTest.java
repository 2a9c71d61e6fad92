package io.logc.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.BufferSpec;
import io.logc.buffer.TestBuffers;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BufferFactoryTest {
    @Test
    void shouldSayWhyAPlaceCannotHoldABuffer() {
        final LogcOptions options = new LogcOptions();
        options.setBufferSize("64 KB");

        assertThat(BufferFactory.impossible(
                        options, Path.of("app.log"), Path.of("buffers"), new AccessDeniedException("buffers")))
                .startsWith(
                        "app.log: no buffer of 65536 bytes can be made in buffers (buffers: permission denied); in");
    }

    /** When the directory was removed, another application may have given its new buffer the predecessor's name. */
    @Test
    void shouldWaitForAPredecessorThatHasNoNameAnyMoreButNotForItsName(@TempDir final Path root) throws IOException {
        final Path logFile = root.toRealPath().resolve("app.log");
        final Path buffers = root.resolve("buffers");
        final LogcOptions options = new LogcOptions();
        options.setBufferSize("64 KB");
        options.setBufferDirectory(buffers.toString());
        final BufferSpec spec = TestBuffers.spec(logFile);
        final RecordingStatus status = new RecordingStatus();
        final ClientBuffer first = BufferFactory.create(options, logFile, spec, null, status);
        final ClientBuffer named = BufferFactory.create(options, logFile, spec, first, status);
        assertThat(named.file().predecessor()).isEqualTo(first.file().name().generation());
        assertThat(named.isHeldBack()).isFalse();

        try (var files = Files.list(buffers)) {
            for (final Path file : files.toList()) {
                Files.delete(file);
            }
        }
        final ClientBuffer next = BufferFactory.create(options, logFile, spec, named, status);

        assertThat(next.file().predecessor()).isZero();
        assertThat(next.file().name().generation())
                .isGreaterThan(named.file().name().generation());
        next.lookForPredecessor();
        assertThat(next.isHeldBack()).isTrue();
        named.file().seal();
        next.lookForPredecessor();
        assertThat(next.isHeldBack()).as("the predecessor waits itself").isTrue();
        first.file().seal();
        next.lookForPredecessor();
        assertThat(next.isHeldBack()).isFalse();
        first.dispose();
        named.dispose();
        next.dispose();
    }
}
