package io.logc.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.buffer.BufferDirectory;
import io.logc.lock.KernelLock;
import io.logc.server.log.ServerLog;
import io.logc.server.message.options.MessageOptionsBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/** A server in this process that takes messages, what it logged, and its files. */
final class MessageRig implements AutoCloseable {
    final Path root;
    final Path messages;
    final MessageOptionsBuilder options;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private LogcServer server;

    MessageRig(final Path root) throws IOException {
        this.root = root.toRealPath();
        this.messages = this.root.resolve("messages.log");
        this.options = new MessageOptionsBuilder(messages).port(0).linePort(0);
    }

    /** A users file with these lines, which only its owner can read. */
    MessageRig users(final String lines) throws IOException {
        final Path file = Files.writeString(root.resolve("users"), lines);
        options.users(Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------")));
        return this;
    }

    MessageRig start() throws IOException {
        server = LogcServer.start(
                new ServerOptions(root.resolve("buffers"), 0, List.of(), Duration.ZERO, options.build()),
                new ServerLog(new PrintStream(log, true, UTF_8)));
        return this;
    }

    int port() {
        return server.messagePort();
    }

    int linePort() {
        return server.linePort();
    }

    String log() {
        return log.toString(UTF_8);
    }

    String content() throws IOException {
        return content("messages.log");
    }

    String content(final String name) throws IOException {
        try {
            return Files.readString(root.resolve(name));
        } catch (final NoSuchFileException none) {
            return "";
        }
    }

    boolean isServed() throws IOException {
        return KernelLock.isHeld(BufferDirectory.open(root.resolve("buffers")).serverLock());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
