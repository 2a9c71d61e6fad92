package io.logc.server;

import io.logc.server.message.options.Acknowledgement;
import io.logc.server.message.options.MessageOptions;
import io.logc.server.message.options.MessageOptionsBuilder;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of {@code serve} that concern messages over TCP; docs/operations.md says more of each. */
final class MessageFlags {
    @Option(
            names = "--messages-file",
            paramLabel = "FILE",
            description = "takes messages over TCP and writes them to this file (default: takes none)")
    private Path messagesFile;

    @Option(
            names = "--message-address",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description =
                    "address of the message ports; 0.0.0.0 for all, which needs TLS and users (default: 127.0.0.1)")
    private String address;

    @Option(
            names = "--message-port",
            defaultValue = "4568",
            description = "port of the binary protocol; 0 for any free one (default: 4568)")
    private int port;

    @Option(
            names = "--line-port",
            defaultValue = "31337",
            description = "port of the line protocol; 0 for any free one, -1 for none (default: 31337)")
    private int linePort;

    @Option(
            names = "--acknowledge",
            defaultValue = "written",
            paramLabel = "received|written|synced",
            description =
                    "where a message must be before it is acknowledged: in the server's buffer, in the file, on the"
                            + " disk (default: written)")
    private Acknowledgement acknowledge;

    @Option(
            names = "--max-message",
            defaultValue = "256",
            paramLabel = "BYTES",
            description = "longest message, at most 1048576 (default: 256)")
    private int maxMessage;

    @Option(
            names = "--messages-per-write",
            defaultValue = "1",
            paramLabel = "COUNT",
            description = "a write begins when so many messages wait (default: 1)")
    private int messagesPerWrite;

    @Option(
            names = "--message-linger",
            defaultValue = "0",
            paramLabel = "MILLISECONDS",
            description = "or when the oldest has waited so long (default: 0)")
    private long lingerMs;

    @Option(
            names = "--message-buffer-size",
            defaultValue = "0",
            paramLabel = "BYTES",
            description = "the buffer in shared memory, a power of two (default: 0, as large as needed)")
    private long bufferLength;

    @Option(
            names = "--message-threads",
            defaultValue = "0",
            paramLabel = "COUNT",
            description = "threads that serve connections (default: 0, one for each processor, at most 8)")
    private int threads;

    @Option(
            names = "--max-connections",
            defaultValue = "20000",
            paramLabel = "COUNT",
            description = "connections at once on both message ports (default: 20000)")
    private int maxConnections;

    @Option(
            names = "--idle-timeout",
            defaultValue = "300",
            paramLabel = "SECONDS",
            description = "closes a connection that has sent nothing for so long (default: 300)")
    private long idleTimeoutSeconds;

    @Option(
            names = "--message-memory",
            defaultValue = "64",
            paramLabel = "MB",
            description = "memory for unfinished messages of all connections (default: 64)")
    private long memoryMegabytes;

    @Option(
            names = "--message-clients",
            defaultValue = "65536",
            paramLabel = "COUNT",
            description = "clients whose last message is remembered, so that none is written twice (default: 65536)")
    private int maxClients;

    @Option(
            names = "--message-client-memory",
            defaultValue = "3600",
            paramLabel = "SECONDS",
            description = "for how long at least (default: 3600)")
    private long clientMemorySeconds;

    @Option(names = "--users", paramLabel = "FILE", description = "who may send messages (default: see --insecure)")
    private Path users;

    @Option(
            names = "--tls-certificate",
            paramLabel = "PEM",
            description = "TLS on both message ports, with this certificate")
    private Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "PEM", description = "the certificate's key, PKCS #8 without a password")
    private Path tlsKey;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "PEM",
            description = "clients must have a certificate that one of these has signed")
    private Path tlsClientCa;

    @Option(
            names = "--insecure",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            paramLabel = "true|false",
            description = "allows an address beyond this machine without TLS, or without users and client certificates")
    private boolean insecure;

    /**
     * Checks what was given.
     *
     * @return what to start a message server with; null to start none
     * @throws IllegalArgumentException when a value makes no sense
     */
    MessageOptions options() {
        refuseBlank("users", users);
        refuseBlank("tls-certificate", tlsCertificate);
        refuseBlank("tls-key", tlsKey);
        refuseBlank("tls-client-ca", tlsClientCa);
        if (messagesFile == null) {
            refuseWithoutFile("users", users);
            refuseWithoutFile("tls-certificate", tlsCertificate);
            refuseWithoutFile("tls-key", tlsKey);
            refuseWithoutFile("tls-client-ca", tlsClientCa);
            return null;
        }
        return new MessageOptionsBuilder(messagesFile)
                .address(address)
                .port(port)
                .linePort(linePort)
                .maxMessage(maxMessage)
                .messagesPerWrite(messagesPerWrite)
                .linger(Duration.ofMillis(lingerMs))
                .acknowledge(acknowledge)
                .bufferLength(bufferLength)
                .threads(threads)
                .maxConnections(maxConnections)
                .idleTimeout(Duration.ofSeconds(idleTimeoutSeconds))
                .memoryLength(MessageOptions.memoryLength(memoryMegabytes))
                .users(users)
                .tlsCertificate(tlsCertificate)
                .tlsKey(tlsKey)
                .tlsClientCa(tlsClientCa)
                .insecure(insecure)
                .maxClients(maxClients)
                .clientMemory(Duration.ofSeconds(clientMemorySeconds))
                .build();
    }

    /** Who names nothing has meant to protect something: a variable that was not set must not open everything. */
    private static void refuseBlank(final String option, final Path value) {
        if (value != null && value.toString().isBlank()) {
            throw new IllegalArgumentException(
                    option + "=" + value + ": names no file; name one, or leave the option out");
        }
    }

    /** Who protects the message ports, and has none of them, has forgotten something. */
    private static void refuseWithoutFile(final String option, final Path value) {
        if (value != null) {
            throw new IllegalArgumentException(
                    option + "=" + value + ": no messages are taken; name a messages-file too, or leave it out");
        }
    }
}
