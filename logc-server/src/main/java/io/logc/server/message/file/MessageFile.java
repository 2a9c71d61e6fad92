package io.logc.server.message.file;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.RecordType;
import io.logc.buffer.UnixFiles;
import io.logc.drain.BufferWatch;
import io.logc.drain.DrainHost;
import io.logc.drain.OwnedBuffer;
import io.logc.fault.FaultPoint;
import io.logc.ledger.MessageLedger;
import io.logc.lock.KernelLock;
import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.NackReason;
import io.logc.server.log.ServerLog;
import io.logc.server.message.clients.Clients;
import io.logc.server.message.options.MessageFileOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One file that messages go to: its ring, which is drained like any other, its clients, and how it is.
 *
 * <p>A server that was killed may have left messages in a ring of its own. Until they are on file nothing is taken: whether
 * a message is sent again is known only when the ledger is complete. Any thread.
 */
final class MessageFile implements MessageLog, BufferWatch, AutoCloseable {
    private static final byte[] NOTHING = new byte[0];

    /** What Linux says for ENOSPC, EDQUOT and EFBIG. */
    private static final List<String> FULL_TEXTS = List.of("no space left", "quota exceeded", "file too large");

    private final BufferDirectory directory;
    private final DrainHost host;
    private final Path path;
    private final MessageFileOptions options;
    private final ServerLog log;
    private final BooleanSupplier isOnly;
    private final KernelLock ledgerLock;
    private final OwnedBuffer owned;
    private final WriteGate gate;
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
    private final Readiness readiness;
    private volatile boolean sealed;

    private MessageFile(
            final BufferDirectory directory,
            final DrainHost host,
            final MessageFileOptions options,
            final ScheduledThreadPoolExecutor timer,
            final ServerLog log,
            final BooleanSupplier isOnly,
            final KernelLock ledgerLock,
            final BufferSpec spec)
            throws IOException {
        this.directory = directory;
        this.host = host;
        this.path = Path.of(spec.logFile());
        this.options = options;
        this.log = log;
        this.isOnly = isOnly;
        this.ledgerLock = ledgerLock;
        MessageLedger.openForServer(path, options.maxClients()).close();
        if (options.isForced()) {
            // It will have to be; where it cannot be, no buffer is made for it.
            force();
        }
        owned = OwnedBuffer.create(directory, path, spec, options.capacity(), 0);
        gate = new WriteGate(
                options.messagesPerWrite(),
                options.lingerNs(),
                System::nanoTime,
                timer,
                () -> host.signal(owned.file().name()));
        try {
            final List<BufferName> predecessors = predecessors();
            readiness = new Readiness(() -> areGone(predecessors), this::readClients, log);
        } catch (final IOException | RuntimeException e) {
            discard();
            throw e;
        }
    }

    /** Nobody knows of the buffer yet. */
    private void discard() throws IOException {
        Files.deleteIfExists(owned.file().path());
        owned.ownerLock().deleteAndClose();
    }

    /**
     * Opens a file for messages, which is made where there is none.
     *
     * @param directory of the buffers
     * @param host that drains them
     * @param logFile where messages go
     * @param options how
     * @param timer for the linger time
     * @param log the server's own
     * @param isOnly whether the server has no other file; asked by any thread
     * @return the file; what a dead server has left may still be on its way into it
     * @throws IOException when it may not be written, another server writes messages to it, or there is no room
     */
    static MessageFile open(
            final BufferDirectory directory,
            final DrainHost host,
            final Path logFile,
            final MessageFileOptions options,
            final ScheduledThreadPoolExecutor timer,
            final ServerLog log,
            final BooleanSupplier isOnly)
            throws IOException {
        final Path absolute = logFile.toAbsolutePath().normalize();
        Files.createDirectories(absolute.getParent());
        final Path parent = absolute.getParent().toRealPath();
        final Path path = parent.resolve(absolute.getFileName());
        final BufferSpec spec = spec(path, options);
        host.checkLogFile(spec);
        final KernelLock lock = KernelLock.tryAcquire(MessageLedger.lockOf(path));
        if (lock == null) {
            throw new IOException(path + ": another server writes messages to it; stop it, or name another file");
        }
        try {
            final MessageFile file = new MessageFile(directory, host, options, timer, log, isOnly, lock, spec);
            file.attach();
            return file;
        } catch (final IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static BufferSpec spec(final Path path, final MessageFileOptions options) throws IOException {
        final UnixFiles.Stat stat = UnixFiles.statFollowing(path.getParent());
        return new BufferSpec(
                path.toString(),
                stat.device(),
                stat.inode(),
                UnixFiles.mountNamespace(),
                false,
                -1,
                NOTHING,
                NOTHING,
                BufferSpec.plainDropReport(),
                "messages",
                options.isForced() ? BufferSpec.Purpose.FORCED_MESSAGES : BufferSpec.Purpose.MESSAGES);
    }

    private List<BufferName> predecessors() throws IOException {
        final List<BufferName> found = new ArrayList<>();
        for (final BufferName name : directory.buffers(owned.file().name().key())) {
            if (name.generation() < owned.file().name().generation() && holdsMessages(name)) {
                found.add(name);
            }
        }
        return found;
    }

    private boolean areGone(final List<BufferName> predecessors) {
        predecessors.removeIf(name -> !Files.exists(directory.buffer(name)));
        return predecessors.isEmpty();
    }

    private boolean holdsMessages(final BufferName name) {
        try {
            final BufferFile file = BufferFile.open(directory, name);
            return file != null && file.spec().holdsMessages();
        } catch (final CorruptBufferException | NoSuchFileException goneOrDamaged) {
            // What cannot be read is put aside by the sweep, which says so.
            return false;
        } catch (final IOException notNow) {
            // It may hold some: the end of its name ends the waiting for it.
            return true;
        }
    }

    private void attach() throws IOException {
        try {
            owned.file().newProducer().write(RecordType.OPEN, NOTHING, 0, 0);
            host.attachOwned(owned, this, this);
        } catch (final IOException | RuntimeException e) {
            discard();
            throw e;
        }
        try {
            awaitReady();
        } catch (final IOException | RuntimeException e) {
            // The host removes the buffer, as soon as it can be drained.
            seal();
            throw e;
        }
    }

    private void awaitReady() throws IOException {
        signal();
        host.sweep(owned.file().name().key());
        if (!readiness.await(MessageLedger.pathOf(path).toString())) {
            log.warn(path + ": what the last server left is not on file yet; until then messages are refused", null);
        }
    }

    /** What an earlier server has only written is told to be on the disk, if it is sent again. */
    private Clients readClients() throws IOException {
        if (options.isForced()) {
            force();
        }
        if (sealed) {
            throw new IOException(path + ": takes no messages any more"); // the disk has hung for long
        }
        return readClients(MessageLedger.openForServer(path, options.maxClients()));
    }

    private Clients readClients(final MessageLedger ledger) throws IOException {
        try {
            return new Clients(
                    ledger,
                    options.maxClients(),
                    options.clientMemoryS(),
                    () -> TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()),
                    owned.file()::headPosition);
        } catch (final IOException | RuntimeException e) {
            // It is tried again, and each time would keep a descriptor.
            ledger.close();
            throw e;
        }
    }

    private void force() throws IOException {
        try (FileChannel written = FileChannel.open(path, StandardOpenOption.WRITE)) {
            written.force(true);
        } catch (final NoSuchFileException nothingIsWritten) {
            log.info(path + ": is made with the first message");
        }
    }

    /** Where messages go. */
    Path path() {
        return path;
    }

    /** When messages are acknowledged, as in the protocol. */
    byte acknowledged() {
        return options.acknowledged();
    }

    /**
     * Why messages cannot be taken now.
     *
     * @return null when they can
     */
    @Override
    public NackReason refusal() {
        if (sealed) {
            return NackReason.SHUTTING_DOWN;
        }
        final Throwable problem = host.problem(owned.file().name());
        if (problem != null) {
            return isFull(problem) ? NackReason.DISK_FULL : NackReason.DISK_FAILED;
        }
        if (!host.isAttached(owned.file().name())) {
            log.seldom(
                    path + ": the buffer of its messages was damaged and is not drained any more; restart the server");
            return NackReason.DISK_FAILED;
        }
        return readiness.refusal();
    }

    @Override
    public boolean isLost() {
        return !host.isAttached(owned.file().name());
    }

    private boolean isFull(final Throwable problem) {
        final String text = String.valueOf(problem.getMessage()).toLowerCase(Locale.ROOT);
        return FULL_TEXTS.stream().anyMatch(text::contains);
    }

    /**
     * Who has sent messages.
     *
     * @return the clients; null while {@link #refusal} says that the file is not ready
     */
    @Override
    public Clients clients() {
        return readiness.clients();
    }

    /**
     * Makes an event loop's way into the ring.
     *
     * @param progressed run by the writer's thread when the head has moved; must not wait
     * @return owned by the event loop
     */
    @Override
    public Publisher newPublisher(final Runnable progressed) {
        waiting.add(progressed);
        return new Publisher(this, owned.file());
    }

    void published(final int messages) {
        gate.published(messages);
    }

    void signal() {
        gate.signalWhenDue();
    }

    /**
     * The same for a lone message: in the calling thread, unless it is to wait for others, or for the disk itself, or its
     * answer waits for no file at all. A disk that hangs would hold up the event loop with all its connections, so never
     * where some of them may have another file.
     */
    void drainHere() {
        if (isOnly.getAsBoolean() && gate.isOpen() && options.acknowledged() == MessageProtocol.WRITTEN) {
            host.drainHere(owned.file().name());
        } else {
            signal();
        }
    }

    @Override
    public boolean mayDrain() {
        return gate.isOpen();
    }

    @Override
    public void progressed() {
        FaultPoint.MESSAGES_DRAINED.reached();
        gate.written(() -> owned.file().headPosition() == owned.file().tailPosition());
        for (final Runnable each : waiting) {
            each.run();
        }
    }

    /** Takes nothing more. What is in the ring is drained by the host, at the latest when that is closed. */
    void seal() {
        sealed = true;
        readiness.stop();
        try {
            owned.file().seal();
        } catch (final InternalError cut) {
            // Nobody drains it any more, and the others are to be sealed, too.
            log.seldom(path + ": the buffer of its messages was cut: " + cut.getMessage());
        }
        gate.openForGood();
        host.clientGone(owned.file().name(), this);
    }

    /**
     * Gives up the clients and their file, after the host was closed.
     *
     * @throws IOException when somebody may still write to the ledger; nobody else gets it then until this process has ended
     */
    @Override
    public void close() throws IOException {
        readiness.close();
        ledgerLock.close();
    }
}
