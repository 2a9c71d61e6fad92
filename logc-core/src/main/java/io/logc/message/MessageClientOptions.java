package io.logc.message;

import io.logc.message.wire.ClientId;
import io.logc.message.wire.Hello;
import io.logc.message.wire.MessageProtocol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;

/**
 * How a {@link MessageClient} reaches its server and how much it keeps. Immutable; made by a {@link Builder}:
 *
 * <pre>{@code
 * MessageClientOptions.builder("meter-7").host("logs.example.org").tls(SSLContext.getDefault()).user("joe", "secret").build()
 * }</pre>
 */
public final class MessageClientOptions {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int MAX_WINDOW_MESSAGES = 1 << 20;
    private static final int MAX_PORT = 0xffff;

    private final Builder values;

    private MessageClientOptions(final Builder values) {
        this.values = values;
    }

    /**
     * Begins options of a client that is named by a text.
     *
     * @param clientId 1 to {@value MessageProtocol#MAX_CLIENT_ID_LENGTH} bytes in UTF-8; only one client at a time may use it
     * @return a builder with the defaults
     * @throws IllegalArgumentException when the id is empty or too long
     */
    public static Builder builder(final String clientId) {
        return new Builder(ClientId.of(clientId));
    }

    /**
     * Begins options of a client that is named by a UUID.
     *
     * @param clientId only one client at a time may use it
     * @return a builder with the defaults
     */
    public static Builder builder(final UUID clientId) {
        return new Builder(ClientId.of(clientId));
    }

    ClientId clientId() {
        return values.clientId;
    }

    String host() {
        return values.host;
    }

    int port() {
        return values.port;
    }

    SSLContext tls() {
        return values.tls;
    }

    int windowMessages() {
        return values.windowMessages;
    }

    long windowBytes() {
        return values.windowBytes;
    }

    long connectTimeoutNs() {
        return values.connectTimeout.toNanos();
    }

    long shortestPauseNs() {
        return values.shortestPause.toNanos();
    }

    long longestPauseNs() {
        return values.longestPause.toNanos();
    }

    /** 0 for no limit. */
    long sendTimeoutNs() {
        return values.sendTimeout.toNanos();
    }

    long heartbeatNs() {
        return values.heartbeat.toNanos();
    }

    Executor callbacks() {
        return values.callbacks;
    }

    Hello hello() {
        return new Hello(MessageProtocol.VERSION, values.clientId, values.user, values.secret);
    }

    /** Where and as whom, without the secret. */
    @Override
    public String toString() {
        return "client " + values.clientId + " to " + values.host + ":" + values.port
                + (values.tls == null ? "" : ", TLS");
    }

    /** Collects the options. One thread. */
    public static final class Builder {
        private final ClientId clientId;
        private String host = "127.0.0.1";
        private int port = MessageProtocol.DEFAULT_PORT;
        private String user = "";
        private byte[] secret = {};
        private SSLContext tls;
        private int windowMessages = 1024;
        private long windowBytes = 4L * 1024 * 1024;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration shortestPause = Duration.ofMillis(100);
        private Duration longestPause = Duration.ofSeconds(5);
        private Duration sendTimeout = Duration.ofSeconds(30);
        private Duration heartbeat = Duration.ofSeconds(10);
        private Executor callbacks = Callbacks.standard();

        private Builder(final ClientId clientId) {
            this.clientId = clientId;
        }

        private Builder(final Builder other) {
            clientId = other.clientId;
            host = other.host;
            port = other.port;
            user = other.user;
            secret = other.secret;
            tls = other.tls;
            windowMessages = other.windowMessages;
            windowBytes = other.windowBytes;
            connectTimeout = other.connectTimeout;
            shortestPause = other.shortestPause;
            longestPause = other.longestPause;
            sendTimeout = other.sendTimeout;
            heartbeat = other.heartbeat;
            callbacks = other.callbacks;
        }

        /**
         * Where the server is.
         *
         * @param host name or address; 127.0.0.1 by default; looked up anew for each connection
         * @return this
         */
        public Builder host(final String host) {
            this.host = Objects.requireNonNull(host, "host");
            return this;
        }

        /**
         * Where the server is.
         *
         * @param port 1 to 65535; {@value MessageProtocol#DEFAULT_PORT} by default
         * @return this
         * @throws IllegalArgumentException when it is no port
         */
        public Builder port(final int port) {
            this.port = (int) within(port, 1, MAX_PORT, "port");
            return this;
        }

        /**
         * Who says that the client is who it is; no user by default.
         *
         * @param user up to {@value MessageProtocol#MAX_USER_LENGTH} bytes in UTF-8
         * @param secret up to {@value MessageProtocol#MAX_SECRET_LENGTH} bytes in UTF-8; sent as it is: use {@link #tls} beyond
         *     this machine
         * @return this
         * @throws IllegalArgumentException when one is too long
         */
        public Builder user(final String user, final String secret) {
            final byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            final Hello checked = new Hello(MessageProtocol.VERSION, clientId, user, bytes);
            this.user = checked.user();
            this.secret = checked.secret();
            return this;
        }

        /**
         * Speaks TLS, and connects only to a server whose certificate is trusted and made for the host's name; no TLS by default.
         *
         * @param context with the certificates that are trusted, and the client's own if the server asks for one
         * @return this
         */
        public Builder tls(final SSLContext context) {
            tls = Objects.requireNonNull(context, "context");
            return this;
        }

        /**
         * What may wait for an answer, both at once; who wants to send more waits.
         *
         * @param messages 1 to 1,048,576; 1024 by default; 1 for a server that is asked one by one
         * @param bytes of their frames, 1 and more; 4 MiB by default; one message alone may be longer
         * @return this
         * @throws IllegalArgumentException when one is out of range
         */
        public Builder window(final int messages, final long bytes) {
            windowMessages = (int) within(messages, 1, MAX_WINDOW_MESSAGES, "messages");
            windowBytes = within(bytes, 1, Long.MAX_VALUE / 2, "bytes");
            return this;
        }

        /**
         * How long a connection, and the TLS handshake after it, may take.
         *
         * @param timeout 1 ms to a day; 5 s by default
         * @return this
         * @throws IllegalArgumentException when it is out of range
         */
        public Builder connectTimeout(final Duration timeout) {
            connectTimeout = within(timeout, Duration.ofMillis(1), "connectTimeout");
            return this;
        }

        /**
         * How long to wait before the next connection, or before a message is sent again that a server could not take: twice as
         * long each time, a random part of it less, until something is acknowledged.
         *
         * @param shortest 1 ms to a day; 100 ms by default
         * @param longest not less than the shortest, up to a day; 5 s by default
         * @return this
         * @throws IllegalArgumentException when one is out of range
         */
        public Builder retryPause(final Duration shortest, final Duration longest) {
            shortestPause = within(shortest, Duration.ofMillis(1), "shortest");
            longestPause = within(longest, shortest, "longest");
            return this;
        }

        /**
         * How long {@link MessageClient#send} waits for the answer, and {@link MessageClient#sendAsync} for room in the window.
         *
         * @param timeout up to a day; 30 s by default; zero to wait for ever
         * @return this
         * @throws IllegalArgumentException when it is out of range
         */
        public Builder sendTimeout(final Duration timeout) {
            sendTimeout = within(timeout, Duration.ZERO, "sendTimeout");
            return this;
        }

        /**
         * After which time without a message the server is asked whether it is there. A server that says nothing for three times as
         * long is given up, and connected to anew. It should be well below the server's idle time-out.
         *
         * @param interval 1 ms to a day; 10 s by default
         * @return this
         * @throws IllegalArgumentException when it is out of range
         */
        public Builder heartbeat(final Duration interval) {
            heartbeat = within(interval, Duration.ofMillis(1), "heartbeat");
            return this;
        }

        /**
         * Who completes the futures of {@link MessageClient#sendAsync} and so runs what depends on them.
         *
         * @param executor the common pool by default, or two daemon threads of the library's own where that has none. One that
         *     runs tasks in the calling thread lets callbacks run in the thread that reads the server's answers: they must not
         *     block then
         * @return this
         */
        public Builder callbacks(final Executor executor) {
            callbacks = Objects.requireNonNull(executor, "executor");
            return this;
        }

        /**
         * Makes the options; the builder may be used on.
         *
         * @return the options
         */
        public MessageClientOptions build() {
            return new MessageClientOptions(new Builder(this));
        }

        private static long within(final long value, final long least, final long most, final String name) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + "=" + value + ", least=" + least + ", most=" + most);
            }
            return value;
        }

        private static Duration within(final Duration value, final Duration least, final String name) {
            if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(name + "=" + value + ", least=" + least + ", most=" + LONGEST);
            }
            return value;
        }
    }
}
