package io.logc.server.message.options;

import io.logc.message.wire.MessageProtocol;
import java.nio.file.Path;
import java.time.Duration;

/** Makes {@link MessageOptions}, which say what each one means; what is not named has its default. Used by one thread. */
public final class MessageOptionsBuilder {
    private final Path messagesFile;
    private String address = "127.0.0.1";
    private int port = MessageProtocol.DEFAULT_PORT;
    private int linePort = MessageProtocol.DEFAULT_LINE_PORT;
    private int maxMessage = MessageProtocol.DEFAULT_MAX_PAYLOAD_LENGTH;
    private int messagesPerWrite = 1;
    private Duration linger = Duration.ZERO;
    private Acknowledgement acknowledge = Acknowledgement.WRITTEN;
    private long bufferLength;
    private int threads;
    private int maxConnections = 20_000;
    private Duration idleTimeout = Duration.ofSeconds(300);
    private long memoryLength = 64L * 1024 * 1024;
    private Path users;
    private Path tlsCertificate;
    private Path tlsKey;
    private Path tlsClientCa;
    private boolean insecure;
    private int maxClients = 65_536;
    private Duration clientMemory = Duration.ofSeconds(3600);

    /**
     * Begins with the defaults.
     *
     * @param messagesFile where messages are written
     */
    public MessageOptionsBuilder(final Path messagesFile) {
        this.messagesFile = messagesFile;
    }

    /** Sets {@link MessageOptions#address()}.
     * @return this */
    public MessageOptionsBuilder address(final String value) {
        address = value;
        return this;
    }

    /** Sets {@link MessageOptions#port()}.
     * @return this */
    public MessageOptionsBuilder port(final int value) {
        port = value;
        return this;
    }

    /** Sets {@link MessageOptions#linePort()}.
     * @return this */
    public MessageOptionsBuilder linePort(final int value) {
        linePort = value;
        return this;
    }

    /** Sets {@link MessageOptions#maxMessage()}.
     * @return this */
    public MessageOptionsBuilder maxMessage(final int value) {
        maxMessage = value;
        return this;
    }

    /** Sets {@link MessageOptions#messagesPerWrite()}.
     * @return this */
    public MessageOptionsBuilder messagesPerWrite(final int value) {
        messagesPerWrite = value;
        return this;
    }

    /** Sets {@link MessageOptions#linger()}.
     * @return this */
    public MessageOptionsBuilder linger(final Duration value) {
        linger = value;
        return this;
    }

    /** Sets {@link MessageOptions#acknowledge()}.
     * @return this */
    public MessageOptionsBuilder acknowledge(final Acknowledgement value) {
        acknowledge = value;
        return this;
    }

    /** Sets {@link MessageOptions#bufferLength()}.
     * @return this */
    public MessageOptionsBuilder bufferLength(final long value) {
        bufferLength = value;
        return this;
    }

    /** Sets {@link MessageOptions#threads()}.
     * @return this */
    public MessageOptionsBuilder threads(final int value) {
        threads = value;
        return this;
    }

    /** Sets {@link MessageOptions#maxConnections()}.
     * @return this */
    public MessageOptionsBuilder maxConnections(final int value) {
        maxConnections = value;
        return this;
    }

    /** Sets {@link MessageOptions#idleTimeout()}.
     * @return this */
    public MessageOptionsBuilder idleTimeout(final Duration value) {
        idleTimeout = value;
        return this;
    }

    /** Sets {@link MessageOptions#memoryLength()}.
     * @return this */
    public MessageOptionsBuilder memoryLength(final long value) {
        memoryLength = value;
        return this;
    }

    /** Sets {@link MessageOptions#users()}.
     * @return this */
    public MessageOptionsBuilder users(final Path value) {
        users = value;
        return this;
    }

    /** Sets {@link MessageOptions#tlsCertificate()}.
     * @return this */
    public MessageOptionsBuilder tlsCertificate(final Path value) {
        tlsCertificate = value;
        return this;
    }

    /** Sets {@link MessageOptions#tlsKey()}.
     * @return this */
    public MessageOptionsBuilder tlsKey(final Path value) {
        tlsKey = value;
        return this;
    }

    /** Sets {@link MessageOptions#tlsClientCa()}.
     * @return this */
    public MessageOptionsBuilder tlsClientCa(final Path value) {
        tlsClientCa = value;
        return this;
    }

    /** Sets {@link MessageOptions#insecure()}.
     * @return this */
    public MessageOptionsBuilder insecure(final boolean value) {
        insecure = value;
        return this;
    }

    /** Sets {@link MessageOptions#maxClients()}.
     * @return this */
    public MessageOptionsBuilder maxClients(final int value) {
        maxClients = value;
        return this;
    }

    /** Sets {@link MessageOptions#clientMemory()}.
     * @return this */
    public MessageOptionsBuilder clientMemory(final Duration value) {
        clientMemory = value;
        return this;
    }

    /** Checks them.
     * @return the options */
    public MessageOptions build() {
        return new MessageOptions(
                messagesFile,
                address,
                port,
                linePort,
                maxMessage,
                messagesPerWrite,
                linger,
                acknowledge,
                bufferLength,
                threads,
                maxConnections,
                idleTimeout,
                memoryLength,
                users,
                tlsCertificate,
                tlsKey,
                tlsClientCa,
                insecure,
                maxClients,
                clientMemory);
    }
}
