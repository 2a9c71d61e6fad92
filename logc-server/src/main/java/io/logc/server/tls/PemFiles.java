package io.logc.server.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.logc.server.config.Permissions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys, and says which option and which file is wrong, and how to mend it. Stateless; any thread. */
final class PemFiles {
    private static final int MAX_LENGTH = 1024 * 1024;
    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN ((?:[A-Z]+ )?)PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END (?:[A-Z]+ )?PRIVATE KEY-----");
    private static final byte[] PROBE = {'l', 'o', 'g', 'c'};

    private PemFiles() {}

    static X509Certificate[] certificates(final String option, final Path file) throws IOException {
        final byte[] content = read(option, file);
        try {
            final X509Certificate[] certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toArray(X509Certificate[]::new);
            if (certificates.length > 0) {
                return certificates;
            }
        } catch (final CertificateException e) {
            throw wrong(option, file, "holds a certificate that cannot be read (" + e.getMessage() + ")", e);
        }
        throw wrong(option, file, "holds no certificate (-----BEGIN CERTIFICATE-----)", null);
    }

    /** Reads a key, and tries whether it is that certificate's: otherwise each handshake would fail without a reason. */
    static PrivateKey key(
            final String option, final Path file, final X509Certificate certificate, final Path certificateFile)
            throws IOException {
        final String content = new String(read(option, file), ISO_8859_1);
        if (Permissions.isOpenToOthers(file)) {
            throw wrong(option, file, "others than its owner may read or write it: chmod 600 " + file, null);
        }
        final Matcher found = KEY.matcher(content);
        if (!found.find() || !found.group(1).isEmpty()) {
            throw wrong(
                    option,
                    file,
                    "holds no key in PKCS #8 without a password (-----BEGIN PRIVATE KEY-----): "
                            + "openssl pkcs8 -topk8 -nocrypt -in " + file + " -out NEW",
                    null);
        }
        final String algorithm = certificate.getPublicKey().getAlgorithm();
        try {
            final byte[] encoded = Base64.getMimeDecoder().decode(found.group(2));
            final PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (isKeyOf(certificate, key, algorithm)) {
                return key;
            }
        } catch (final GeneralSecurityException | IllegalArgumentException e) {
            throw wrong(
                    option,
                    file,
                    "holds no key that can be read as the " + algorithm + " key of " + certificateFile,
                    e);
        }
        throw wrong(
                option,
                file,
                "is not the key of the first certificate in " + certificateFile
                        + ", which must be its owner's, before those that signed it",
                null);
    }

    private static boolean isKeyOf(final Certificate certificate, final PrivateKey key, final String algorithm)
            throws GeneralSecurityException {
        final String signing = signing(algorithm);
        if (signing == null) {
            return true;
        }
        final Signature signature = Signature.getInstance(signing);
        signature.initSign(key);
        signature.update(PROBE);
        final byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(PROBE);
        return signature.verify(signed);
    }

    private static String signing(final String algorithm) {
        return switch (algorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
            default -> null;
        };
    }

    private static byte[] read(final String option, final Path file) throws IOException {
        try {
            return Permissions.read(file, MAX_LENGTH);
        } catch (final IOException e) {
            throw new IOException(option + "=" + e.getMessage(), e);
        }
    }

    private static IOException wrong(final String option, final Path file, final String what, final Exception cause) {
        return new IOException(option + "=" + file + ": " + what, cause);
    }
}
