package io.logc.system.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.logc.system.rig.SystemTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The message server with the system's own way to wait for sockets, and with the JDK's, which it takes where that is none. */
class MessageTransportTest extends SystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NATIVE_LIBRARY = "netty_transport_native_epoll";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAnswerAndWriteWithEitherTransport(final boolean isNative) throws Exception {
        try (MessageTown town = new MessageTown(scratch)) {
            town.startWith("-Dio.netty.transport.noNative=" + !isNative);
            final boolean loaded = maps(town.server().jvm().pid()).contains(NATIVE_LIBRARY);
            assumeThat(loaded || !isNative)
                    .as("there is a native transport here")
                    .isTrue();
            assertThat(loaded).isEqualTo(isNative);

            final Sender sender = town.send("client");
            await().atMost(PATIENCE).until(() -> sender.acknowledged() > 1000);
            sender.end();
            await().atMost(PATIENCE).until(sender::isAnswered);
            town.server().terminate();

            new MessageOracle().read(town.file()).assertComplete(town.senders());
        }
    }

    private static String maps(final long pid) throws IOException {
        final Path maps = Path.of("/proc/" + pid + "/maps");
        return Files.exists(maps) ? Files.readString(maps, StandardCharsets.ISO_8859_1) : "";
    }
}
