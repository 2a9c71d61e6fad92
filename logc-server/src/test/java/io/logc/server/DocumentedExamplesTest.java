package io.logc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.logc.server.log.ServerLog;
import io.logc.server.tls.Tls;
import io.logc.server.users.Peer;
import io.logc.server.users.Users;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.PropertiesDefaultProvider;

/** What the documents show works as it stands there. */
@Timeout(60)
class DocumentedExamplesTest {
    private static final String OPERATIONS = "docs/operations.md";
    private static final String SAMPLE = "docs/examples/logc.properties";
    private static final String COMMENTED_OPTION = "(?m)^#(?=[a-z-]+=)";

    @TempDir
    private Path temporary;

    private final ServerLog log = new ServerLog(System.err);

    @Test
    void shouldNameEachOptionWithItsDefaultInTheSampleOfAPropertiesFile() throws IOException {
        final Map<String, String> sample = new TreeMap<>();
        final Properties properties = new Properties();
        final String content = Files.readString(Documents.path(SAMPLE));
        properties.load(new StringReader(content.replaceAll(COMMENTED_OPTION, "")));
        properties.stringPropertyNames().forEach(name -> sample.put(name, properties.getProperty(name)));
        final Map<String, String> options = new TreeMap<>();
        for (final OptionSpec option :
                new CommandLine(new Serve()).getCommandSpec().options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                final String name = option.longestName().substring(2);
                options.put(name, option.defaultValue() == null ? sample.get(name) : option.defaultValue());
            }
        }

        assertThat(sample).containsExactlyInAnyOrderEntriesOf(options);
        assertThat(new Properties() {
                    {
                        load(new StringReader(content));
                    }
                })
                .as("as it is, it changes nothing")
                .isEmpty();
    }

    @Test
    void shouldTakeTheSampleWithAllOptions() throws IOException {
        final String content = Files.readString(Documents.path(SAMPLE)).replaceAll(COMMENTED_OPTION, "");
        final Path file = Files.writeString(temporary.resolve("logc.properties"), content);
        final MessageFlags flags = new MessageFlags();
        new CommandLine(flags)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setDefaultValueProvider(new PropertiesDefaultProvider(file.toFile()))
                .parseArgs();

        assertThat(flags.options().messagesFile()).isEqualTo(Path.of("/var/log/messages.log"));
    }

    @Test
    void shouldReadTheUsersFile() throws IOException {
        final Path file = write("users", Documents.block(OPERATIONS, "A file with one user a line"));
        final Users users = Users.open(file, log);
        final Peer local = new Peer(InetAddress.getLoopbackAddress(), null);
        final byte[] secret = "6d1f9a2c77e04b58a1c3c2f9f4b7d210".getBytes(StandardCharsets.UTF_8);

        assertThat(users.count()).isEqualTo(3);
        assertThat(users.admit("gateway", secret, "sensor-17", local).file()).isNull();
        assertThat(users.admit("backup", new byte[0], "backup", local).file())
                .isEqualTo(temporary.resolve("backup.log"));
    }

    @Test
    void shouldMakeTheCertificates() throws Exception {
        final Path script = write("certificates.sh", Documents.block(OPERATIONS, "example: certificates"));
        assumeTrue(run("openssl", "version").startsWith("OpenSSL 3"), "this machine has no OpenSSL 3");

        final String said = run("bash", "-e", script.toString());

        final Tls tls = Tls.open(
                temporary.resolve("server.pem"), temporary.resolve("server.key"), temporary.resolve("ca.pem"), log);
        assertThat(tls.needsClientCertificates()).as(said).isTrue();
        Tls.open(temporary.resolve("sensor-1.pem"), temporary.resolve("sensor-1.key"), null, log);
    }

    private Path write(final String name, final String content) throws IOException {
        final Path file = Files.writeString(temporary.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private String run(final String... command) throws Exception {
        try {
            final Process process = new ProcessBuilder(command)
                    .directory(temporary.toFile())
                    .redirectErrorStream(true)
                    .start();
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return output;
        } catch (final IOException notThere) {
            return "";
        }
    }
}
