package io.logc.server.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.MessageClientOptions;
import io.logc.message.wire.MessageProtocol;
import io.logc.server.config.Permissions;
import io.logc.server.load.LoadTarget;
import io.netty.handler.ssl.JdkSslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say whom messages go to, and as whom. */
final class ConnectionOptions {
    private static final String SECRET_ENVIRONMENT = "LOGC_SECRET";
    private static final int MAX_SECRET_FILE_LENGTH = 4096;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "the server's host (default: 127.0.0.1)")
    private String host;

    @Option(names = "--port", description = "its port for messages (default: 4568, with --line 31337)")
    private Integer port;

    @Option(names = "--user", defaultValue = "", description = "user name, where the server knows users")
    private String user;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "file that holds the user's secret; without it the environment variable LOGC_SECRET is asked")
    private Path secretFile;

    @Mixin
    private TlsOptions tls;

    @Option(
            names = "--timeout",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "gives up when nothing has come from the server for so long (default: 30)")
    private int timeoutSeconds;

    String host() {
        return host;
    }

    int port() {
        return port == null ? MessageProtocol.DEFAULT_PORT : port;
    }

    int linePort() {
        return port == null ? MessageProtocol.DEFAULT_LINE_PORT : port;
    }

    String user() {
        return user;
    }

    int timeoutSeconds() {
        return timeoutSeconds;
    }

    /** As it stands in the file, without the newline at its end. */
    String secret() throws IOException {
        if (secretFile != null) {
            return text("--secret-file", secretFile).replaceFirst("\\R\\z", "");
        }
        final String named = System.getenv(SECRET_ENVIRONMENT);
        return named == null ? "" : named;
    }

    private static String text(final String option, final Path file) throws IOException {
        final byte[] bytes = content(option, file);
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (final CharacterCodingException e) {
            throw new IOException(option + "=" + file + ": must be text in UTF-8", e);
        }
    }

    private static byte[] content(final String option, final Path file) throws IOException {
        try {
            return Permissions.read(file, MAX_SECRET_FILE_LENGTH);
        } catch (final IOException e) {
            throw new IOException(option + "=" + e.getMessage(), e);
        }
    }

    Troubles troubles() {
        return new Troubles(host, tls);
    }

    /** Null, or what is wrong. */
    String complaint() {
        if (port() < 1 || port() > 65_535) {
            return "--port=" + port + ": must be from 1 to 65535; serve uses " + MessageProtocol.DEFAULT_PORT
                    + ", for lines " + MessageProtocol.DEFAULT_LINE_PORT;
        }
        if (timeoutSeconds < 1) {
            return "--timeout=" + timeoutSeconds + ": must be at least 1 s";
        }
        if (user.getBytes(UTF_8).length > MessageProtocol.MAX_USER_LENGTH) {
            return "--user=" + user + ": must be at most " + MessageProtocol.MAX_USER_LENGTH + " bytes";
        }
        return tls.complaint();
    }

    /**
     * Options of a client that sends what somebody gives it.
     *
     * @param clientId as which it sends
     * @param callbacks who hears of answers
     */
    MessageClientOptions clientOptions(final String clientId, final Executor callbacks) throws IOException {
        final Duration timeout = Duration.ofSeconds(timeoutSeconds);
        final MessageClientOptions.Builder builder = MessageClientOptions.builder(clientId)
                .host(host)
                .port(port())
                .user(user, secret())
                .sendTimeout(timeout)
                .callbacks(callbacks);
        if (tls.context() instanceof JdkSslContext context) {
            builder.tls(context.context());
        }
        return builder.build();
    }

    /** Null, or why the line protocol cannot be spoken. */
    String lineComplaint() {
        return user.isEmpty() || user.indexOf(':') >= 0 || user.indexOf('/') >= 0
                ? "--user=" + user + ": must be a name of the server's --users, without colon and slash, for --line"
                : null;
    }

    LoadTarget target(final boolean line) throws IOException {
        final String secret = secret();
        if (secret.getBytes(UTF_8).length > MessageProtocol.MAX_SECRET_LENGTH) {
            throw new IOException("the secret must be at most " + MessageProtocol.MAX_SECRET_LENGTH + " bytes");
        }
        if (line && (secret.indexOf(':') >= 0 || secret.indexOf('\n') >= 0)) {
            throw new IOException("the secret must have neither a colon nor a line break, for --line");
        }
        final InetSocketAddress address = new InetSocketAddress(host, line ? linePort() : port());
        if (address.isUnresolved()) {
            throw new IOException("--host=" + host + ": no such host");
        }
        return new LoadTarget(address, user, secret.getBytes(UTF_8), tls.context(), troubles());
    }
}
