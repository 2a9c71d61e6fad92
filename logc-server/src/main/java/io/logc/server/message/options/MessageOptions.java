package io.logc.server.message.options;

import io.logc.message.line.MessageLine;
import io.logc.message.wire.MessageProtocol;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a message server is started with. Made by {@link MessageOptionsBuilder}; a value that makes no sense is refused with an
 * {@link IllegalArgumentException} that names the option, the value and what to do.
 *
 * @param messagesFile where messages are written
 * @param address to listen on, for both protocols
 * @param port of the binary protocol; 0 for any free one
 * @param linePort of the line protocol; 0 for any free one, {@link #NO_PORT} for none
 * @param maxMessage longest payload in bytes
 * @param messagesPerWrite a write begins when that many messages wait
 * @param linger or when the oldest has waited that long
 * @param acknowledge where a message must be before it is acknowledged
 * @param bufferLength of the buffer in shared memory, in bytes; 0 for as much as is needed
 * @param threads service threads; 0 for as many as there are processors, at most {@value #MAX_DEFAULT_THREADS}
 * @param maxConnections at once
 * @param idleTimeout after which a connection is closed that sends nothing
 * @param memoryLength what incomplete frames of all connections may take, in bytes
 * @param users who may send; null for everybody
 * @param tlsCertificate PEM file; null for no TLS
 * @param tlsKey PEM file; null for no TLS
 * @param tlsClientCa PEM file with whom to trust to sign clients' certificates; null to ask for none
 * @param insecure whether an address beyond loopback may be without TLS or users
 * @param maxClients that are remembered
 * @param clientMemory after which a client may be forgotten
 */
public record MessageOptions(
        Path messagesFile,
        String address,
        int port,
        int linePort,
        int maxMessage,
        int messagesPerWrite,
        Duration linger,
        Acknowledgement acknowledge,
        long bufferLength,
        int threads,
        int maxConnections,
        Duration idleTimeout,
        long memoryLength,
        Path users,
        Path tlsCertificate,
        Path tlsKey,
        Path tlsClientCa,
        boolean insecure,
        int maxClients,
        Duration clientMemory) {

    /** A port that is not opened. */
    public static final int NO_PORT = -1;

    static final int MAX_DEFAULT_THREADS = 8;
    private static final int MAX_PORT = 65535;
    private static final int MAX_LINES_LENGTH = 8 * 1024;
    private static final int MAX_THREADS = 256;
    private static final int MAX_MESSAGES_PER_WRITE = 1_000_000;
    private static final int MAX_CONNECTIONS = 1_000_000;
    private static final int MAX_CLIENTS = 16 * 1024 * 1024;
    private static final long DEFAULT_BUFFER_LENGTH = 4 * 1024 * 1024;
    private static final long LEAST_BUFFER_LENGTH = 64 * 1024;
    private static final int RECORDS_PER_BUFFER = 8;
    private static final int MAX_RECORD_OVERHEAD = 64;
    private static final long MAX_BUFFER_LENGTH = 1L << 30;
    private static final long MEBIBYTE = 1024 * 1024;
    private static final long MIN_MEMORY_LENGTH = 4 * MEBIBYTE;
    private static final long MAX_MEMORY_LENGTH = 1L << 40;
    private static final Duration MAX_LINGER = Duration.ofSeconds(10);
    private static final Duration MAX_TIMEOUT = Duration.ofDays(365);

    /** Checks each value. */
    public MessageOptions {
        if (messagesFile == null || messagesFile.toString().isBlank() || messagesFile.getFileName() == null) {
            throw new IllegalArgumentException("messages-file=" + messagesFile
                    + ": names no file; name the file for the messages, or leave it out to take none");
        }
        if (address == null || address.isBlank()) {
            throw new IllegalArgumentException("message-address=" + address + ": name an address, such as 127.0.0.1");
        }
        check("message-port", port, 0, MAX_PORT);
        check("line-port", linePort, NO_PORT, MAX_PORT);
        if (port != 0 && port == linePort) {
            throw new IllegalArgumentException("line-port=" + linePort + ": is the message-port too; choose another");
        }
        check("max-message", maxMessage, 1, MessageProtocol.MAX_PAYLOAD_LENGTH);
        check("messages-per-write", messagesPerWrite, 1, MAX_MESSAGES_PER_WRITE);
        check("message-linger", linger.toMillis(), 0, MAX_LINGER.toMillis());
        if (bufferLength != 0) {
            check("message-buffer-size", bufferLength, neededBufferLength(maxMessage), MAX_BUFFER_LENGTH);
        }
        if (Long.bitCount(bufferLength) > 1) {
            throw new IllegalArgumentException("message-buffer-size=" + bufferLength
                    + ": must be a power of two, such as " + Long.highestOneBit(bufferLength) * 2);
        }
        check("message-threads", threads, 0, MAX_THREADS);
        check("max-connections", maxConnections, 1, MAX_CONNECTIONS);
        check("idle-timeout", idleTimeout.toSeconds(), 1, MAX_TIMEOUT.toSeconds());
        memoryLength(memoryLength / MEBIBYTE);
        check("message-clients", maxClients, 1, MAX_CLIENTS);
        check("message-client-memory", clientMemory.toSeconds(), 0, MAX_TIMEOUT.toSeconds());
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw new IllegalArgumentException(
                    tlsKey == null
                            ? "tls-certificate=" + tlsCertificate + ": name its key too, with tls-key"
                            : "tls-key=" + tlsKey + ": name its certificate too, with tls-certificate");
        }
        if (tlsClientCa != null && tlsCertificate == null) {
            throw new IllegalArgumentException(
                    "tls-client-ca=" + tlsClientCa + ": TLS is off; name the server's tls-certificate and tls-key");
        }
    }

    private static void check(final String option, final long value, final long min, final long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(option + "=" + value + ": must be " + min + " to " + max);
        }
    }

    /**
     * What {@link #memoryLength} is when so much is asked for.
     *
     * @param megabytes that may be taken
     * @return bytes
     */
    public static long memoryLength(final long megabytes) {
        check("message-memory", megabytes, MIN_MEMORY_LENGTH / MEBIBYTE, MAX_MEMORY_LENGTH / MEBIBYTE);
        return megabytes * MEBIBYTE;
    }

    /** How messages come into each file.
     * @return the options of a file */
    public MessageFileOptions fileOptions() {
        return new MessageFileOptions(
                (int)
                        (bufferLength > 0
                                ? bufferLength
                                : Math.max(DEFAULT_BUFFER_LENGTH, neededBufferLength(maxMessage))),
                messagesPerWrite,
                linger.toNanos(),
                acknowledge.code(),
                maxClients,
                clientMemory.toSeconds());
    }

    /** How long the lines can be that go into one record, and so into the file together.
     * @return bytes, enough for the longest line */
    public int maxLinesLength() {
        final int longestLine = longestLine(maxMessage);
        final int recordLength = fileOptions().capacity() / RECORDS_PER_BUFFER - MAX_RECORD_OVERHEAD;
        return Math.max(longestLine, Math.min(MAX_LINES_LENGTH, recordLength));
    }

    private static int longestLine(final int maxMessage) {
        return MessageLine.maxLength(MessageProtocol.MAX_CLIENT_ID_LENGTH, MessageProtocol.MAX_NAME_LENGTH, maxMessage);
    }

    /** A record has at most an eighth of the ring. */
    private static long neededBufferLength(final int maxMessage) {
        final long least = RECORDS_PER_BUFFER * (long) (longestLine(maxMessage) + MAX_RECORD_OVERHEAD);
        return Math.max(LEAST_BUFFER_LENGTH, Long.highestOneBit(least - 1) << 1);
    }

    /** How many event loops serve connections.
     * @return at least 1 */
    public int serviceThreads() {
        return threads > 0 ? threads : Math.min(Runtime.getRuntime().availableProcessors(), MAX_DEFAULT_THREADS);
    }
}
