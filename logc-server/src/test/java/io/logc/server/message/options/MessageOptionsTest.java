package io.logc.server.message.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.message.wire.MessageProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MessageOptionsTest {
    private static MessageOptionsBuilder options() {
        return new MessageOptionsBuilder(Path.of("messages.log"));
    }

    @Test
    void shouldHaveTheDefaultsOfTheDocuments() {
        final MessageOptions options = options().build();
        assertThat(options.address()).isEqualTo("127.0.0.1");
        assertThat(options.port()).isEqualTo(4568);
        assertThat(options.linePort()).isEqualTo(31337);
        assertThat(options.maxMessage()).isEqualTo(256);
        assertThat(options.acknowledge()).isEqualTo(Acknowledgement.WRITTEN);
        assertThat(options.fileOptions().capacity()).isEqualTo(4 * 1024 * 1024);
        assertThat(options.serviceThreads()).isBetween(1, 8);
    }

    @Test
    void shouldMakeABufferThatTheLongestLineFitsInto() {
        final int capacity = options()
                .maxMessage(MessageProtocol.MAX_PAYLOAD_LENGTH)
                .build()
                .fileOptions()
                .capacity();
        assertThat(Integer.bitCount(capacity)).isEqualTo(1);
        assertThat(capacity / 8).isGreaterThan(4 * MessageProtocol.MAX_PAYLOAD_LENGTH);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                wrong("message-port=65536", options -> options.port(65536)),
                wrong("message-port=-1", options -> options.port(-1)),
                wrong("line-port=-2", options -> options.linePort(-2)),
                wrong("line-port=4568", options -> options.linePort(4568)),
                wrong("message-address= ", options -> options.address(" ")),
                wrong("max-message=0", options -> options.maxMessage(0)),
                wrong("max-message=1048577", options -> options.maxMessage(1048577)),
                wrong("messages-per-write=0", options -> options.messagesPerWrite(0)),
                wrong("message-linger=-1", options -> options.linger(Duration.ofMillis(-1))),
                wrong("message-linger=10001", options -> options.linger(Duration.ofMillis(10001))),
                wrong("message-buffer-size=4096", options -> options.bufferLength(4096)),
                wrong("message-buffer-size=3000000", options -> options.bufferLength(3_000_000)),
                wrong(
                        "message-buffer-size=4194304",
                        options -> options.bufferLength(4 << 20).maxMessage(1 << 20)),
                wrong("message-threads=-1", options -> options.threads(-1)),
                wrong("max-connections=0", options -> options.maxConnections(0)),
                wrong("idle-timeout=0", options -> options.idleTimeout(Duration.ZERO)),
                wrong("message-memory=3", options -> options.memoryLength(3 << 20)),
                wrong("message-clients=0", options -> options.maxClients(0)),
                wrong("message-client-memory=-1", options -> options.clientMemory(Duration.ofSeconds(-1))),
                wrong("tls-certificate=c.pem", options -> options.tlsCertificate(Path.of("c.pem"))),
                wrong("tls-key=k.pem", options -> options.tlsKey(Path.of("k.pem"))),
                wrong("tls-client-ca=a.pem", options -> options.tlsClientCa(Path.of("a.pem"))));
    }

    private static Arguments wrong(final String named, final Consumer<MessageOptionsBuilder> change) {
        return Arguments.of(named, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void shouldNameOptionValueAndRemedy(final String named, final Consumer<MessageOptionsBuilder> change) {
        final MessageOptionsBuilder options = options();
        change.accept(options);
        assertThatThrownBy(options::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(named + ": ")
                .hasMessageMatching(".*: .{15,}");
    }
}
