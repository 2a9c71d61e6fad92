package io.logc.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.RecordType;
import io.logc.buffer.RingProducer;
import io.logc.buffer.TestBuffers;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A buffer directory, a log file, and writers that a test drives step by step. */
final class DrainRig implements DrainListener {
    final Path root;
    final Path logFile;
    final BufferDirectory directory;
    final String key;
    final List<String> infos = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    /** What is said of writes that take long, as on a machine that stands still they may. */
    final List<String> hangs = new CopyOnWriteArrayList<>();

    final List<BufferName> removed = new CopyOnWriteArrayList<>();
    LogFile.ChannelFactory channels = LogFile.FILE_SYSTEM;

    DrainRig(final Path root) throws IOException {
        this.root = Files.createDirectories(root).toRealPath();
        logFile = Files.createDirectories(this.root.resolve("logs")).resolve("app.log");
        directory = BufferDirectory.open(this.root.resolve("buffers"));
        key = BufferDirectory.keyOf(logFile);
    }

    OwnedBuffer create() throws IOException {
        return create(TestBuffers.spec(logFile), 0);
    }

    OwnedBuffer create(final BufferSpec spec, final long predecessor) throws IOException {
        return OwnedBuffer.create(directory, logFile, spec, TestBuffers.CAPACITY, predecessor);
    }

    /** A buffer with events whose owner died. */
    BufferFile orphan(final String... events) throws IOException {
        final OwnedBuffer owned = create();
        write(owned.file(), events);
        owned.ownerLock().close();
        return owned.file();
    }

    static void write(final BufferFile file, final String... events) {
        for (final String event : events) {
            TestBuffers.write(file, event + "\n");
        }
    }

    static boolean tryWrite(final BufferFile file, final String event) {
        final byte[] bytes = (event + "\n").getBytes(UTF_8);
        return file.newProducer().write(RecordType.EVENT, bytes, 0, bytes.length) != RingProducer.FULL;
    }

    LogFileWriter newWriter() {
        return new LogFileWriter(
                directory,
                key,
                new LogFile(logFile, -1, channels),
                (name, damaged) -> removed.add(name),
                this,
                new Batch(),
                System::nanoTime);
    }

    /** A writer that drains a living owner's buffer. */
    LogFileWriter writerOf(final BufferFile... files) throws IOException {
        final LogFileWriter writer = newWriter();
        for (final BufferFile file : files) {
            attach(writer, file);
        }
        return writer;
    }

    DrainedBuffer attach(final LogFileWriter writer, final BufferFile file) throws IOException {
        return attach(writer, file, null);
    }

    DrainedBuffer attach(final LogFileWriter writer, final BufferFile file, final BufferWatch watch)
            throws IOException {
        final KernelLock consumer = KernelLock.tryAcquire(directory.consumerLock(file.name()));
        if (consumer == null) {
            throw new IllegalStateException(file + ": somebody drains it");
        }
        final DrainedBuffer buffer = new DrainedBuffer(directory, file, consumer, null, null, watch);
        writer.add(buffer);
        return buffer;
    }

    /** What the next process does: takes over what dead owners left, drains it, and ends. */
    void recover() throws IOException {
        final LogFileWriter writer = newWriter();
        try {
            for (final BufferName name : directory.buffers(key)) {
                adopt(writer, name);
            }
            drain(writer);
        } finally {
            writer.close();
        }
    }

    boolean adopt(final LogFileWriter writer, final BufferName name) throws IOException {
        return Orphans.adopt(directory, writer, name, this);
    }

    /** Cycles until there is nothing left to do, and lets others write the file. */
    static void drain(final LogFileWriter writer) throws IOException {
        int idle = 0;
        for (int i = 0; i < 100 && idle < 2; i++) {
            idle = writer.cycle() == 0 ? idle + 1 : 0;
        }
        writer.idle();
    }

    String content() throws IOException {
        return content(logFile);
    }

    static String content(final Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (final NoSuchFileException none) {
            return "";
        }
    }

    void append(final String text) throws IOException {
        Files.writeString(
                logFile, text, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
    }

    Journal openJournal() throws IOException {
        return Journal.open(directory.journal(key));
    }

    /** Which files of buffers are left. */
    List<String> leftovers() throws IOException {
        try (java.util.stream.Stream<Path> files = Files.list(directory.path())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(key + "-"))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void info(final String message) {
        (message.contains(": the write that took so long") ? hangs : infos).add(message);
    }

    @Override
    public void warn(final String message, final Throwable cause) {
        (message.contains(": a write has been going on") ? hangs : warnings).add(message);
    }
}
