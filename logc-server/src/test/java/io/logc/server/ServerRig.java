package io.logc.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.RecordType;
import io.logc.buffer.UnixFiles;
import io.logc.drain.OwnedBuffer;
import io.logc.server.control.HandshakeTimes;
import io.logc.server.log.ServerLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in this process, its directory, and what it logged. */
final class ServerRig implements AutoCloseable {
    /** However long the machine stands still between two words of a test's client. */
    static final HandshakeTimes PATIENT = new HandshakeTimes(600_000, TimeUnit.HOURS.toNanos(1));

    final Path root;
    final Path logFile;
    final BufferDirectory directory;
    final LogcServer server;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    ServerRig(final Path root) throws IOException {
        this(root, false, Duration.ZERO);
    }

    ServerRig(final Path root, final boolean onlyLogs, final Duration idleExit) throws IOException {
        this.root = root.toRealPath();
        logFile = Files.createDirectories(this.root.resolve("logs")).resolve("app.log");
        directory = BufferDirectory.open(this.root.resolve("buffers"));
        final List<Path> roots = onlyLogs ? List.of(logFile.getParent()) : List.of();
        server = LogcServer.start(new ServerOptions(directory.path(), 0, roots, idleExit), newLog());
        server.handshakeTimes(PATIENT);
    }

    ServerLog newLog() {
        return new ServerLog(new PrintStream(log, true, UTF_8));
    }

    String log() {
        return log.toString(UTF_8);
    }

    /** A buffer that an application has made. */
    OwnedBuffer create() throws IOException {
        return create(logFile);
    }

    OwnedBuffer create(final Path file) throws IOException {
        final UnixFiles.Stat parent = UnixFiles.statFollowing(file.getParent());
        final BufferSpec spec = new BufferSpec(
                file.toString(),
                parent.device(),
                parent.inode(),
                UnixFiles.mountNamespace(),
                false,
                -1,
                new byte[0],
                new byte[0],
                BufferSpec.plainDropReport(),
                "a test",
                BufferSpec.Purpose.EVENTS);
        return OwnedBuffer.create(directory, file, spec, 64 * 1024, 0);
    }

    static long write(final BufferFile file, final String event) {
        final byte[] bytes = event.getBytes(UTF_8);
        file.newProducer().write(RecordType.EVENT, bytes, 0, bytes.length);
        return file.tailPosition();
    }

    String content() throws IOException {
        try {
            return Files.readString(logFile);
        } catch (final NoSuchFileException none) {
            return "";
        }
    }

    List<String> bufferFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory.path())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[0-9a-f]{16}-.*"))
                    .toList();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
