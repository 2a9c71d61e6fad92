package io.logc.server.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates for tests, made by the JDK's keytool when they are needed: an authority, a server's and clients' of it, and a
 * stranger's.
 */
public final class TestCertificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path directory;
    private final Path store;

    /**
     * Makes an authority.
     *
     * @param directory for all files
     * @throws IOException when keytool fails
     */
    public TestCertificates(final Path directory) throws IOException {
        this.directory = directory;
        this.store = directory.resolve("store.p12");
        keytool("ca", "-dname", "CN=Test CA", "-ext", "bc:c", "-validity", "10");
        certificates("ca.pem", "ca");
    }

    /** Makes a certificate for localhost and 127.0.0.1: NAME.pem and NAME.key. */
    public TestCertificates server(final String name) throws IOException {
        keytool(
                name,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-validity",
                "5",
                "-signer",
                "ca");
        return pem(name);
    }

    /** Makes a client's certificate of the authority. */
    public TestCertificates client(final String name) throws IOException {
        keytool(name, "-dname", "CN=" + name + ", OU=Sensors", "-validity", "5", "-signer", "ca");
        return pem(name);
    }

    /** Makes one that was valid until yesterday. */
    public TestCertificates expired(final String name) throws IOException {
        keytool(name, "-dname", "CN=" + name, "-startdate", "-5d", "-validity", "4", "-signer", "ca");
        return pem(name);
    }

    /** Makes one that nobody but its owner has signed. */
    public TestCertificates stranger(final String name) throws IOException {
        keytool(name, "-dname", "CN=" + name, "-validity", "5");
        return pem(name);
    }

    /** A file that was made. */
    public Path file(final String name) {
        return directory.resolve(name);
    }

    /** How a client connects: trusts the authority, and shows one of the certificates, or none when null. */
    public SSLContext context(final String name) {
        try {
            final KeyStore all = load();
            final KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", all.getCertificate("ca"));
            final TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            final SSLContext context = SSLContext.getInstance("TLS");
            final KeyManager[] shown = name == null
                    ? null
                    : new KeyManager[] {
                        new Shown((PrivateKey) all.getKey(name, PASSWORD), (X509Certificate) all.getCertificate(name))
                    };
            context.init(shown, trust.getTrustManagers(), null);
            return context;
        } catch (final IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private TestCertificates pem(final String name) throws IOException {
        certificates(name + ".pem", name);
        try {
            final Key key = load().getKey(name, PASSWORD);
            final Path file = file(name + ".key");
            Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (final GeneralSecurityException e) {
            throw new IOException(e);
        }
        return this;
    }

    private void certificates(final String file, final String alias) throws IOException {
        try {
            Files.writeString(
                    file(file), pem("CERTIFICATE", load().getCertificate(alias).getEncoded()));
        } catch (final GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String pem(final String what, final byte[] encoded) {
        final Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN " + what + "-----\n" + lines.encodeToString(encoded) + "\n-----END " + what + "-----\n";
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        try (InputStream source = Files.newInputStream(store)) {
            final KeyStore loaded = KeyStore.getInstance("PKCS12");
            loaded.load(source, PASSWORD);
            return loaded;
        }
    }

    private void keytool(final String alias, final String... options) throws IOException {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD)));
        command.addAll(Arrays.asList(options));
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + output);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
