package io.logc.drain;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Drains buffers into their log files, a writer thread for each open file. The server has one for its clients' buffers,
 * an application one for its own while no server answers.
 *
 * <p>Any thread may call; what belongs to a log file is done by its writer's thread.
 */
public final class DrainHost {
    private final BufferDirectory directory;
    private final LogFileRules rules;
    private final Function<Path, DrainListener> listeners;
    private final Writers writers;
    private final Map<BufferName, Attachment> attachments = new ConcurrentHashMap<>();
    private final Damages damages = new Damages();
    private final DirectoryScan scan;
    private final OwnerWatch owners = new OwnerWatch(this);

    /**
     * Makes a host that drains nothing yet.
     *
     * @param directory of the buffers, or null when they are in this process's memory
     * @param allowed which log files may be written
     * @param listener hears what a person should know
     */
    public DrainHost(final BufferDirectory directory, final Predicate<Path> allowed, final DrainListener listener) {
        this(directory, allowed, logFile -> listener);
    }

    /**
     * Makes a host that drains nothing yet.
     *
     * @param directory of the buffers, or null when they are in this process's memory
     * @param allowed which log files may be written
     * @param listeners gives who hears what a person should know about a log file
     */
    public DrainHost(
            final BufferDirectory directory,
            final Predicate<Path> allowed,
            final Function<Path, DrainListener> listeners) {
        this.directory = directory;
        this.rules = new LogFileRules(allowed);
        this.listeners = listeners;
        this.writers = new Writers(directory, this::ended, listeners);
        this.scan = directory == null ? null : new DirectoryScan(directory, this, listeners);
    }

    /**
     * Becomes the consumer of a buffer if it is free.
     *
     * @param file the buffer
     * @param client on whose behalf; several may speak for one buffer
     * @return false when another process drains it
     * @throws IOException when its lock cannot be opened, or its log file may not be written from here
     */
    public boolean attach(final BufferFile file, final Object client) throws IOException {
        return attach(file, client, null, null, null);
    }

    /**
     * A buffer that is drained here.
     *
     * @param name its name
     * @return the buffer, or null when it is not drained here
     */
    public BufferFile find(final BufferName name) {
        final Attachment attachment = attachments.get(name);
        return attachment == null ? null : attachment.file();
    }

    /**
     * Bytes of the rings that this process has made for clients.
     *
     * @return the sum of their capacities
     */
    public long madeBytes() {
        return attachments.values().stream()
                .filter(attachment -> attachment.maker() != null)
                .mapToLong(attachment -> attachment.file().capacity())
                .sum();
    }

    /**
     * Becomes the consumer of a buffer that has to wait for something that only its client knows of.
     *
     * @param file the buffer
     * @param client on whose behalf
     * @param watch asked and told by the writer's thread, or null
     * @return as {@link #attach(BufferFile, Object)}
     * @throws IOException as {@link #attach(BufferFile, Object)}
     */
    public boolean attach(final BufferFile file, final Object client, final BufferWatch watch) throws IOException {
        return attach(file, client, null, null, watch);
    }

    /**
     * Becomes the consumer of a buffer that this process has made for a client which holds no locks of its own.
     *
     * @param owned the buffer; its owner's lock is freed when {@link #clientGone} is called
     * @param client on whose behalf
     * @param watch asked and told by the writer's thread, or null
     * @throws IOException as {@link #attach(BufferFile, Object)}
     */
    public void attachOwned(final OwnedBuffer owned, final Object client, final BufferWatch watch) throws IOException {
        if (!attach(owned.file(), client, owned.ownerLock(), client, watch)) {
            throw new IOException(owned.file().name() + ": was taken by another process");
        }
    }

    private boolean attach(
            final BufferFile file,
            final Object client,
            final KernelLock lentOwnerLock,
            final Object maker,
            final BufferWatch watch)
            throws IOException {
        final Attachment known = attachments.get(file.name());
        if (known != null && known.file().instanceId() != file.instanceId()) {
            // An older one of that name. The newer one's turn comes when nothing is left of it.
            return false;
        }
        if (known != null) {
            known.checkJoinable();
            if (attachments.computeIfPresent(file.name(), (same, joined) -> joined.with(client)) != null) {
                return true;
            }
        }
        KernelLock consumer = null;
        if (directory != null) {
            checkLogFile(file.spec());
            consumer = DrainedBuffer.tryLock(directory, file);
            if (consumer == null) {
                return false;
            }
        }
        try {
            final DrainedBuffer buffer = new DrainedBuffer(directory, file, consumer, null, lentOwnerLock, watch);
            writers.assign(
                    file,
                    runner -> attachments.put(file.name(), new Attachment(file, runner, maker, Set.of(client))),
                    writer -> writer.add(buffer));
            return true;
        } catch (final RuntimeException | Error e) {
            if (consumer != null) {
                consumer.close();
            }
            throw e;
        }
    }

    private void ended(final BufferName name, final boolean damaged) {
        attachments.remove(name);
        if (damaged) {
            damages.add(name.key(), System.nanoTime());
        }
    }

    /**
     * How long to refuse another buffer of a log file whose buffers were damaged one after the other.
     *
     * @param name of the buffer that is offered
     * @return nanoseconds, zero or less when it is welcome
     */
    public long damagePauseNs(final BufferName name) {
        return damages.pauseNs(name.key(), System.nanoTime());
    }

    /**
     * Checks that a log file may be written from here.
     *
     * @param spec of a buffer
     * @throws IOException when it is outside the allowed roots, or another file than its application means
     */
    public void checkLogFile(final BufferSpec spec) throws IOException {
        rules.check(spec);
    }

    /** How much was ever mapped and is not drained now: buffers that are done, and those that were only looked at.
     * @return bytes, collected or not; fewer again when what was looked at is attached */
    public long abandonedBytes() {
        return directory.mappedBytes()
                - attachments.values().stream()
                        .mapToLong(attachment -> attachment.file().lengthBytes())
                        .sum();
    }

    /** Says that a buffer may have records. Never waits.
     * @param name the buffer */
    public void signal(final BufferName name) {
        final Attachment attachment = attachments.get(name);
        if (attachment != null) {
            attachment.runner().signal();
        }
    }

    /** The same for who waits for one small write: made in the calling thread, if nobody has the writer's turn just then.
     * @param name the buffer */
    public void drainHere(final BufferName name) {
        final Attachment attachment = attachments.get(name);
        if (attachment != null && !attachment.runner().writeHere(name)) {
            attachment.runner().signal();
        }
    }

    /** Whether this host drains a buffer.
     * @param name the buffer
     * @return true from attach to detach, or until it is finished */
    public boolean isAttached(final BufferName name) {
        return attachments.containsKey(name);
    }

    /** Why a buffer's log file cannot be written now.
     * @param name the buffer
     * @return what the last attempt failed with, or null when there is nothing of the kind */
    public Throwable problem(final BufferName name) {
        final Attachment attachment = attachments.get(name);
        return attachment == null ? null : attachment.runner().currentProblem();
    }

    /**
     * Whether this host drains anything.
     *
     * @return true when nothing is attached
     */
    public boolean isEmpty() {
        return attachments.isEmpty();
    }

    /**
     * Finishes the batch and leaves a buffer to the next consumer.
     *
     * @param name the buffer
     * @return completed by the writer's thread once the lock is free
     */
    public CompletableFuture<Void> detach(final BufferName name) {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        final Attachment attachment = attachments.get(name);
        if (attachment == null) {
            done.complete(null);
            return done;
        }
        attachment.runner().execute(writer -> {
            try {
                attachments.remove(name);
                release(writer, name);
            } finally {
                done.complete(null);
            }
        });
        return done;
    }

    private void release(final LogFileWriter writer, final BufferName name) throws IOException {
        final DrainedBuffer buffer = writer.find(name);
        if (buffer != null) {
            if (scan != null) {
                scan.expectStrangers();
            }
            writer.buffers().remove(buffer);
            buffer.release();
            writer.idle();
        }
    }

    /**
     * Whether the owner's lock of a buffer is free.
     *
     * @param name the buffer
     * @return true when the owner is dead, or has never held a lock of its own
     */
    public boolean isOwnerDead(final BufferName name) {
        try {
            return directory == null || !KernelLock.isHeld(directory.ownerLock(name));
        } catch (final IOException unknown) {
            return false;
        }
    }

    /**
     * The client of a buffer has vanished: if it is dead the rest is drained and the buffer removed; otherwise, and if no
     * other client speaks for the buffer, the buffer is left to it.
     *
     * @param name the buffer
     * @param client who has vanished; nothing happens when it does not speak for the buffer
     */
    public void clientGone(final BufferName name, final Object client) {
        final Attachment before = attachments.get(name);
        if (before == null || !before.clients().contains(client)) {
            return;
        }
        final Attachment left = attachments.computeIfPresent(name, (same, attachment) -> attachment.without(client));
        if (left != null) {
            left.runner().execute(writer -> {
                final DrainedBuffer buffer = writer.find(name);
                final boolean ownerDead = buffer != null && isDead(buffer, left.maker(), client);
                // Left alone only if no other client has announced the buffer meanwhile.
                if (ownerDead || !left.clients().isEmpty() || !left.equals(attachments.get(name))) {
                    return;
                }
                if (buffer != null && buffer.file().isNameLost()) {
                    // Whoever comes later cannot find it: it stays until it is on file.
                    buffer.desert();
                } else if (attachments.remove(name, left)) {
                    release(writer, name);
                }
            });
        }
    }

    /** The maker of a buffer that holds no lock of its own is dead when its connection has ended, and only then. */
    private static boolean isDead(final DrainedBuffer buffer, final Object maker, final Object gone)
            throws IOException {
        return (maker == null || maker == gone) && buffer.checkOwnerDead();
    }

    /**
     * Looks for what no signal announces: records in attached buffers, and buffers whose owner is dead. For one thread.
     *
     * @param key of one log file, or null for all
     * @return number of dead owners' buffers that were found
     * @throws IOException when the directory cannot be read
     */
    public int sweep(final String key) throws IOException {
        for (final Attachment attachment : attachments.values()) {
            if (!attachment.isDone()) {
                attachment.runner().signal();
            }
        }
        owners.lookIfDue(attachments.values());
        return scan == null ? 0 : scan.scanIfDue(key);
    }

    /**
     * Takes a dead owner's buffer over, in its log file's own thread, so that the order is kept.
     *
     * @param file the buffer
     */
    void adopt(final BufferFile file) {
        final BufferName name = file.name();
        final Set<Object> sweeper = Set.of(this);
        final Path logFile = Path.of(file.spec().logFile());
        final Consumer<WriterRunner> register =
                runner -> attachments.putIfAbsent(name, new Attachment(file, runner, null, sweeper));
        writers.assign(file, register, writer -> {
            boolean adopted = writer.find(name) != null;
            try {
                adopted = adopted || Orphans.adopt(directory, writer, name, listeners.apply(logFile));
            } catch (final IOException e) {
                // Of this buffer only: the writer's other ones are well.
                scan.complain(name, e);
            } finally {
                if (!adopted) {
                    // With whoever has joined it meanwhile: nobody drains it here.
                    attachments.computeIfPresent(
                            name, (same, found) -> found.clients().contains(this) ? null : found);
                    scan.expectStrangers();
                }
            }
        });
    }

    /**
     * Drains what is there, releases everything and ends the writer threads.
     *
     * @return completed when all is released
     */
    public CompletableFuture<Void> close() {
        final CompletableFuture<?>[] all = writers.all().stream()
                .map(runner -> {
                    final CompletableFuture<Void> done = new CompletableFuture<>();
                    runner.execute(writer -> {
                        try (writer) {
                            writer.cycle();
                        } finally {
                            // Not before: who waits for a buffer has its answer. Nor later: others may drain it now.
                            attachments.values().removeIf(attachment -> attachment.runner() == runner);
                            done.complete(null);
                        }
                    });
                    return done;
                })
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(all);
    }
}
