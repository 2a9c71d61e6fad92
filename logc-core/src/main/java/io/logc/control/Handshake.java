package io.logc.control;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The first three messages: both sides prove that they know the secret of the {@code server} file, which itself is never
 * sent.
 *
 * <pre>
 *   HELLO      | 4    | protocol version (4) | client nonce (16)
 *   CHALLENGE  | 0x84 | protocol version (4) | server nonce (16) | server proof (32)
 *   PROOF      | 5    | client proof (32)
 *
 *   server proof = HMAC-SHA256(secret, "logc server" | client nonce | server nonce)
 *   client proof = HMAC-SHA256(secret, "logc client" | server nonce | client nonce)
 * </pre>
 *
 * <p>One object serves one side of one connection; owned by the thread of that side.
 */
public final class Handshake {
    private static final int NONCE_LENGTH = 16;
    private static final int PROOF_LENGTH = 32;
    private static final byte[] SERVER_LABEL = "logc server".getBytes(US_ASCII);
    private static final byte[] CLIENT_LABEL = "logc client".getBytes(US_ASCII);

    private final byte[] secret;
    private final byte[] ownNonce = new byte[NONCE_LENGTH];

    /**
     * Prepares one side.
     *
     * @param secret from the {@code server} file
     */
    public Handshake(final byte[] secret) {
        this.secret = secret.clone();
        new SecureRandom().nextBytes(ownNonce);
    }

    /**
     * Client: appends HELLO.
     *
     * @param target big-endian buffer in writing mode
     */
    public void encodeHello(final ByteBuffer target) {
        Frames.put(
                target,
                ControlProtocol.HELLO,
                fields -> fields.putInt(ControlProtocol.VERSION).put(ownNonce));
    }

    /**
     * Server: reads HELLO and appends CHALLENGE.
     *
     * @param hello positioned after the code
     * @param target big-endian buffer in writing mode
     * @return what the client must prove
     * @throws ProtocolException when the versions differ or a field is missing
     */
    public byte[] answerHello(final ByteBuffer hello, final ByteBuffer target) throws ProtocolException {
        checkVersion(hello);
        final byte[] clientNonce = Frames.getBytes(hello, "client nonce", NONCE_LENGTH);
        final byte[] proof = hmac(SERVER_LABEL, clientNonce, ownNonce);
        Frames.put(
                target,
                ControlProtocol.CHALLENGE,
                fields -> fields.putInt(ControlProtocol.VERSION).put(ownNonce).put(proof));
        return hmac(CLIENT_LABEL, ownNonce, clientNonce);
    }

    /**
     * Client: reads CHALLENGE and appends PROOF.
     *
     * @param challenge positioned after the code
     * @param target big-endian buffer in writing mode
     * @throws ProtocolException when the versions differ, or the server does not know the secret
     */
    public void answerChallenge(final ByteBuffer challenge, final ByteBuffer target) throws ProtocolException {
        checkVersion(challenge);
        final byte[] serverNonce = Frames.getBytes(challenge, "server nonce", NONCE_LENGTH);
        final byte[] proof = Frames.getBytes(challenge, "server proof", PROOF_LENGTH);
        if (!MessageDigest.isEqual(proof, hmac(SERVER_LABEL, ownNonce, serverNonce))) {
            throw new ProtocolException(ControlProtocol.EPERM, "who listens there does not know the secret");
        }
        final byte[] answer = hmac(CLIENT_LABEL, serverNonce, ownNonce);
        Frames.put(target, ControlProtocol.PROOF, fields -> fields.put(answer));
    }

    /**
     * Server: checks PROOF.
     *
     * @param frame positioned after the code
     * @param expected what {@link #answerHello} returned
     * @throws ProtocolException when the client does not know the secret
     */
    public static void checkProof(final ByteBuffer frame, final byte[] expected) throws ProtocolException {
        if (!MessageDigest.isEqual(Frames.getBytes(frame, "client proof", PROOF_LENGTH), expected)) {
            throw new ProtocolException(ControlProtocol.EPERM, "the client does not know the secret");
        }
    }

    private static void checkVersion(final ByteBuffer frame) throws ProtocolException {
        final int version = Frames.getInt(frame, "protocol version");
        if (version != ControlProtocol.VERSION) {
            throw new ProtocolException(
                    ControlProtocol.EPROTONOSUPPORT,
                    "protocol version=" + version + ": version " + ControlProtocol.VERSION
                            + " is spoken here; use logc of one version on both sides");
        }
    }

    private byte[] hmac(final byte[] label, final byte[] first, final byte[] second) {
        try {
            final Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(label);
            mac.update(first);
            return mac.doFinal(second);
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
