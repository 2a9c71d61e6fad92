package io.logc.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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
}
