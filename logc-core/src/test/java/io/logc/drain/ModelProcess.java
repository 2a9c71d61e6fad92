package io.logc.drain;

import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.RecordType;
import io.logc.buffer.RingProducer;
import io.logc.fault.FaultPoint;
import io.logc.lock.KernelLock;
import io.logc.render.SplitLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A process of the model: an application with producers, a conductor and buffers of its own, or a server; each with the
 * writer of the one log file. What its actors do is the code under test, with as little as possible around it.
 */
final class ModelProcess {
    final int number;
    final boolean isServer;
    final ModelActor conductor;
    final ModelActor writerActor;
    final List<ModelActor> producers = new ArrayList<>();
    final List<OwnBuffer> buffers = new ArrayList<>();
    OwnBuffer current;
    /** Whether the first buffer is open, truncation included, so that there may be calls. */
    boolean isOpen;

    int diedAt = Integer.MAX_VALUE;

    private final ModelWorld world;
    private final LogFile logFile;
    private final LogFileWriter writer;
    private final Map<String, RingProducer> views = new HashMap<>();
    private final List<RingProducer> cutOff = new ArrayList<>();
    private boolean truncationDue;

    /** A buffer of this process. */
    record OwnBuffer(int number, OwnedBuffer owned, ModelNames names) {
        BufferFile file() {
            return owned.file();
        }
    }

    ModelProcess(final ModelWorld world, final int number, final boolean isServer, final int producerCount) {
        this.world = world;
        this.number = number;
        this.isServer = isServer;
        final String name = (isServer ? "server" : "app") + number;
        logFile = new LogFile(world.files.path, -1, world.channels());
        writer = new LogFileWriter(
                world.directory,
                world.key,
                logFile,
                (ended, damaged) -> {},
                world,
                world.newBatch(),
                () -> world.nowNs);
        writerActor = new ModelActor(name + ".writer", ModelActor.Role.WRITER, this, world);
        conductor = isServer ? null : new ModelActor(name + ".conductor", ModelActor.Role.CONDUCTOR, this, world);
        for (int i = 0; i < producerCount; i++) {
            producers.add(new ModelActor(name + ".t" + i, ModelActor.Role.PRODUCER, this, world));
        }
    }

    boolean isAlive() {
        return diedAt == Integer.MAX_VALUE;
    }

    List<ModelActor> actors() {
        final List<ModelActor> actors = new ArrayList<>(producers);
        actors.add(writerActor);
        if (conductor != null) {
            actors.add(conductor);
        }
        return actors;
    }

    /** Everything ends where it stands, and the kernel frees the locks. */
    void crash(final int step) throws IOException {
        diedAt = step;
        for (final ModelActor actor : actors()) {
            if (actor.standsAt() != null) {
                world.deaths.add(actor.standsAt());
            }
            actor.die();
        }
        world.freeLocks(this);
        logFile.close();
    }

    // What the conductor and the opener do.

    void truncateAtOpen() {
        truncationDue = true;
    }

    /** Makes the first buffer, or a successor of the current one. */
    void openBuffer() throws IOException {
        final int buffer = world.calls.newBuffer(this);
        final OwnBuffer old = current;
        final long predecessor = old == null ? 0 : old.file().name().generation();
        final OwnedBuffer owned = OwnedBuffer.create(
                world.directory, world.files.path, world.spec(buffer), ModelWorld.CAPACITY, predecessor);
        final ModelNames names =
                world.traits.splits() ? new ModelNames(owned.file().dictionary()) : null;
        final OwnBuffer made = new OwnBuffer(buffer, owned, names);
        world.calls.named(buffer, owned.file());
        buffers.add(made);
        current = made;
        if (old != null) {
            FaultPoint.SUCCESSOR_USED.reached();
            old.file().seal();
            FaultPoint.PREDECESSOR_SEALED.reached();
        }
        if (truncationDue) {
            truncationDue = false;
            publish(conductor, world.calls.truncation(this));
        }
        publish(conductor, world.calls.start(this));
        isOpen = true;
    }

    void padCutOffClaims() {
        for (final RingProducer view : cutOff) {
            view.padAbandonedClaim();
        }
        cutOff.clear();
    }

    /** Lets go of what is drained and removed. */
    void dispose() throws IOException {
        for (final OwnBuffer buffer : List.copyOf(buffers)) {
            final BufferFile file = buffer.file();
            if (file.isSealed() && file.isDrained() && !Files.exists(file.path())) {
                buffers.remove(buffer);
                buffer.owned().ownerLock().deleteAndClose();
            }
        }
    }

    // What a log call does, with whenFull=drop.

    void publish(final ModelActor caller, final ModelCalls.Call call) {
        caller.call = call;
        final OwnBuffer begun = current;
        // Some events are lines all the same.
        final boolean isSplit = call.isEvent() && begun.names() != null && call.sequence() % 3 > 0;
        final byte[] record = isSplit ? begun.names().record(call) : null;
        FaultPoint.CALL_ENTERED.reached();
        final OwnBuffer buffer = current;
        if (!write(buffer, call, begun, record)) {
            final OwnBuffer again = current;
            if (!write(again, call, begun, record)) {
                call.fails();
                if (call.isEvent()) {
                    drop(call, begun, record);
                }
            }
        }
    }

    /** What finds its buffer's count closed goes into the successor, or is counted there. */
    private void drop(final ModelCalls.Call call, final OwnBuffer begun, final byte[] record) {
        call.aimsAt(current.number());
        if (!current.file().countDrop() && !write(current, call, begun, record)) {
            call.fails();
            call.aimsAt(current.number());
            current.file().countDrop();
        }
    }

    /** A split event's names are those of the buffer that was there when its record was begun; for another it is a line. */
    private boolean write(
            final OwnBuffer buffer, final ModelCalls.Call call, final OwnBuffer begun, final byte[] record) {
        final boolean isSplit = record != null && buffer == begun;
        final byte[] line = record == null || isSplit
                ? call.bytes()
                : SplitLine.of(begun.file().dictionary(), record, record.length);
        final byte[] bytes = isSplit ? record : line;
        final String viewName = call.thread() + " " + buffer.number();
        final RingProducer view =
                views.computeIfAbsent(viewName, name -> buffer.file().newProducer());
        call.aimsAt(buffer.number());
        final int index;
        try {
            index = view.write(isSplit ? RecordType.SPLIT_EVENT : call.type(), bytes, 0, bytes.length);
        } catch (final ModelActor.Cut cut) {
            views.remove(viewName);
            cutOff.add(view);
            throw cut;
        }
        if (index < 0) {
            return false;
        }
        call.committed();
        FaultPoint.COMMITTED.reached();
        FaultPoint.SIGNALLED.reached();
        return true;
    }

    // What the writer's thread does.

    /** One cycle, which an error of the disk may end. */
    long cycle() throws IOException {
        try {
            return writer.cycle();
        } catch (final IOException e) {
            world.noteError(e);
            writer.recover();
            return 0;
        }
    }

    void idle() throws IOException {
        writer.idle();
    }

    /** Becomes the consumer of a living application's buffer, if it is free. */
    void attach(final BufferName name) throws IOException {
        final BufferFile file = open(name);
        if (file == null || writer.find(name) != null) {
            return;
        }
        final KernelLock consumer = KernelLock.tryAcquire(world.directory.consumerLock(name));
        if (consumer != null) {
            FaultPoint.CONSUMER_LOCKED.reached();
            if (Files.exists(file.path())) {
                writer.add(new DrainedBuffer(world.directory, file, consumer, null, null, null));
            } else {
                consumer.close();
            }
        }
    }

    private BufferFile open(final BufferName name) throws IOException {
        for (final OwnBuffer own : buffers) {
            if (own.file().name().equals(name)) {
                return own.file();
            }
        }
        try {
            return BufferFile.open(world.directory, name);
        } catch (final NoSuchFileException gone) {
            return null;
        }
    }

    /** Leaves a buffer to the next consumer. */
    void detach(final BufferName name) throws IOException {
        final DrainedBuffer buffer = writer.find(name);
        // A dead owner's is nobody else's any more.
        if (buffer != null && !buffer.isOwnerDead()) {
            writer.buffers().remove(buffer);
            buffer.release();
            writer.idle();
        }
    }

    /** The buffer's owner is not heard any more: dead, and the rest is drained, or alive, and the buffer is left to it. */
    void ownerGone(final BufferName name) throws IOException {
        final DrainedBuffer buffer = writer.find(name);
        if (buffer != null && !buffer.checkOwnerDead()) {
            detach(name);
        }
    }

    /** Takes over what dead owners have left. */
    void sweep() throws IOException {
        for (final BufferName name : world.directory.buffers(world.key)) {
            if (writer.find(name) == null && !KernelLock.isHeld(world.directory.ownerLock(name))) {
                Orphans.adopt(world.directory, writer, name, world);
            }
        }
    }

    List<BufferName> attached() {
        return writer.buffers().stream().map(buffer -> buffer.file().name()).toList();
    }

    @Override
    public String toString() {
        return (isServer ? "server" : "app") + number;
    }
}
