package io.logc.control;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private static final byte[] SECRET = secret(1);
    private static final byte[] OTHER = secret(2);

    private final ByteBuffer wire = ByteBuffer.allocate(1000);

    @Test
    void shouldLetBothSidesKnowEachOtherWhenTheyShareTheSecret() throws ProtocolException {
        final Handshake client = new Handshake(SECRET);
        final Handshake server = new Handshake(SECRET);

        client.encodeHello(wire);
        final byte[] expected = server.answerHello(received(4), wire);
        client.answerChallenge(received(0x84), wire);

        Handshake.checkProof(received(5), expected);
    }

    @Test
    void shouldPutTheBytesThatTheDiagramSays() throws Exception {
        final Handshake client = new Handshake(SECRET);
        client.encodeHello(wire);
        final byte[] hello = taken();
        assertThat(ByteBuffer.wrap(hello).getInt()).isEqualTo(21);
        assertThat(hello).hasSize(25);
        assertThat(hello[4]).isEqualTo((byte) 4);
        assertThat(ByteBuffer.wrap(hello).getInt(5)).isEqualTo(1);
        final byte[] clientNonce = Arrays.copyOfRange(hello, 9, 25);

        final byte[] expected = new Handshake(SECRET).answerHello(fields(hello), wire);
        final byte[] challenge = taken();
        assertThat(challenge).hasSize(4 + 1 + 4 + 16 + 32);
        assertThat(challenge[4]).isEqualTo((byte) 0x84);
        final byte[] serverNonce = Arrays.copyOfRange(challenge, 9, 25);
        assertThat(Arrays.copyOfRange(challenge, 25, 57)).isEqualTo(hmac("logc server", clientNonce, serverNonce));
        assertThat(expected).isEqualTo(hmac("logc client", serverNonce, clientNonce));

        client.answerChallenge(fields(challenge), wire);
        final byte[] proof = taken();
        assertThat(proof).hasSize(4 + 1 + 32);
        assertThat(proof[4]).isEqualTo((byte) 5);
        assertThat(Arrays.copyOfRange(proof, 5, 37)).isEqualTo(expected);
    }

    @Test
    void shouldNeverSendTheSecret() throws ProtocolException {
        final Handshake client = new Handshake(SECRET);
        client.encodeHello(wire);
        new Handshake(SECRET).answerHello(fields(Arrays.copyOf(wire.array(), wire.position())), wire);

        assertThat(new String(wire.array(), US_ASCII)).doesNotContain(new String(SECRET, 0, 8, US_ASCII));
    }

    @Test
    void shouldRefuseAServerThatDoesNotKnowTheSecret() throws ProtocolException {
        final Handshake client = new Handshake(SECRET);
        client.encodeHello(wire);
        new Handshake(OTHER).answerHello(received(4), wire);
        final ByteBuffer challenge = received(0x84);

        assertThatThrownBy(() -> client.answerChallenge(challenge, wire))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.errno()).isEqualTo(ControlProtocol.EPERM))
                .hasMessageContaining("does not know the secret");
        assertThat(wire.position()).as("no proof is handed to it").isZero();
    }

    @Test
    void shouldRefuseAClientThatDoesNotKnowTheSecret() throws ProtocolException {
        final ByteBuffer hello = ByteBuffer.allocate(20).putInt(1).position(0);
        final byte[] expected = new Handshake(SECRET).answerHello(hello, wire);

        assertThatThrownBy(() -> Handshake.checkProof(ByteBuffer.wrap(new byte[32]), expected))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.errno()).isEqualTo(ControlProtocol.EPERM));
    }

    /** What a server says of itself must not serve as a client's proof to another connection. */
    @Test
    void shouldNotTakeAServersProofForAClients() throws ProtocolException {
        final Handshake client = new Handshake(SECRET);
        client.encodeHello(wire);
        final byte[] expected = new Handshake(SECRET).answerHello(received(4), wire);
        final ByteBuffer challenge = received(0x84);
        final byte[] serverProof = new byte[32];
        challenge.position(challenge.position() + 20).get(serverProof);

        assertThatThrownBy(() -> Handshake.checkProof(ByteBuffer.wrap(serverProof), expected))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void shouldProveSomethingElseOnEachConnection() throws ProtocolException {
        final ByteBuffer hello = ByteBuffer.allocate(20).putInt(1).position(0);

        final byte[] first = new Handshake(SECRET).answerHello(hello.duplicate(), wire);
        final byte[] second = new Handshake(SECRET).answerHello(hello.duplicate(), wire);

        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void shouldSayWhichVersionIsSpokenWhenTheyDiffer() {
        for (final int version : new int[] {0, 2, -1}) {
            final ByteBuffer frame = ByteBuffer.allocate(52).putInt(version).position(0);

            assertThatThrownBy(() -> new Handshake(SECRET).answerHello(frame.duplicate(), wire))
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.errno()).isEqualTo(ControlProtocol.EPROTONOSUPPORT))
                    .hasMessage("protocol version=" + version
                            + ": version 1 is spoken here; use logc of one version on both sides");
            assertThatThrownBy(() -> new Handshake(SECRET).answerChallenge(frame.duplicate(), wire))
                    .hasMessageContaining("protocol version=" + version);
        }
    }

    private static byte[] secret(final int seed) {
        final byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) ('A' + seed + i);
        }
        return secret;
    }

    private static byte[] hmac(final String label, final byte[] first, final byte[] second) throws Exception {
        final Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
        mac.update(label.getBytes(US_ASCII));
        mac.update(first);
        return mac.doFinal(second);
    }

    private byte[] taken() {
        final byte[] bytes = Arrays.copyOf(wire.array(), wire.position());
        wire.clear();
        return bytes;
    }

    private static ByteBuffer fields(final byte[] frame) throws ProtocolException {
        return Frames.next(ByteBuffer.wrap(frame)).position(1);
    }

    private ByteBuffer received(final int code) throws ProtocolException {
        final ByteBuffer frame = Frames.next(ByteBuffer.wrap(taken()));
        assertThat(frame.get()).isEqualTo((byte) code);
        return frame;
    }
}
