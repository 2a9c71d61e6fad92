package io.logc.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.FuzzedRing;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A buffer directory and a log file that are used again and again. */
final class FuzzedDirectory implements DrainListener {
    final BufferDirectory directory;
    final Path logFile;
    final String key;

    FuzzedDirectory(final String name) {
        try {
            final Path root = Files.createDirectories(
                            Path.of(name + "-" + ProcessHandle.current().pid()))
                    .toRealPath();
            logFile = Files.createDirectories(root.resolve("logs")).resolve("app.log");
            directory = BufferDirectory.open(root.resolve("buffers"));
            key = BufferDirectory.keyOf(logFile);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void clear() throws IOException {
        for (final Path parent : List.of(directory.path(), logFile.getParent())) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(parent)) {
                for (final Path file : files) {
                    Files.delete(file);
                }
            }
        }
    }

    OwnedBuffer create(final FuzzedDataProvider data) throws IOException {
        final byte[] header = data.consumeBoolean() ? "header\n".getBytes(UTF_8) : new byte[0];
        final byte[] footer = data.consumeBoolean() ? "footer\n".getBytes(UTF_8) : new byte[0];
        final BufferSpec spec = new BufferSpec(
                logFile.toString(),
                0,
                0,
                0,
                data.consumeBoolean(),
                -1,
                header,
                footer,
                ("dropped " + BufferSpec.DROP_COUNT + "\n").getBytes(UTF_8),
                "a fuzzer",
                BufferSpec.Purpose.EVENTS);
        return OwnedBuffer.create(directory, logFile, spec, FuzzedRing.CAPACITY, 0);
    }

    LogFileWriter newWriter() {
        return new LogFileWriter(
                directory,
                key,
                new LogFile(logFile, -1, LogFile.FILE_SYSTEM),
                (name, damaged) -> {},
                this,
                new Batch(),
                System::nanoTime);
    }

    boolean attach(final LogFileWriter writer, final BufferFile file) throws IOException {
        final KernelLock consumer = KernelLock.tryAcquire(directory.consumerLock(file.name()));
        final BufferFile opened = Orphans.peek(directory, file.name(), this);
        if (opened == null) {
            consumer.close();
            return false;
        }
        writer.add(new DrainedBuffer(directory, opened, consumer, null, null, null));
        return true;
    }

    void adoptAll(final LogFileWriter writer) throws IOException {
        for (final BufferName name : directory.buffers(key)) {
            Orphans.adopt(directory, writer, name, this);
        }
    }

    byte[] logContent() throws IOException {
        try {
            return Files.readAllBytes(logFile);
        } catch (final NoSuchFileException none) {
            return new byte[0];
        }
    }

    /** Buffers that are still there although nobody has a reason to leave them. */
    List<BufferName> unfinished() throws IOException {
        final List<BufferName> left = new ArrayList<>();
        for (final BufferName name : directory.buffers(key)) {
            if (isDrainable(name)) {
                left.add(name);
            }
        }
        return left;
    }

    private boolean isDrainable(final BufferName name) throws IOException {
        try {
            Journal.open(directory.journal(key));
        } catch (final IOException otherVersion) {
            return false;
        }
        final BufferFile file = Orphans.peek(directory, name, this);
        return file != null && file.spec().isSameFileHere();
    }

    @Override
    public void info(final String message) {
        require(message);
    }

    @Override
    public void warn(final String message, final Throwable cause) {
        require(message);
    }

    private static void require(final String message) {
        if (message.isBlank()) {
            throw new AssertionError("no message");
        }
    }
}
