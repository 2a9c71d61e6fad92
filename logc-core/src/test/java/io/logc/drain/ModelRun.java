package io.logc.drain;

import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.drain.ModelActor.Role;
import io.logc.fault.FaultPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One run of the model: steps that follow from a seed alone. Each step has random numbers of its own, so that leaving one
 * out changes the others as little as can be, which is what makes a failing run short.
 */
final class ModelRun {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final int MAX_SUCCESSORS = 5;
    /** Short against the time for which a writer keeps its lock, long enough for that to run out. */
    private static final long STEP_NS = 3_000_000L;

    private final ModelWorld world;
    private final long seed;
    private final List<String> story = new ArrayList<>();
    private SplittableRandom random;

    private ModelRun(final long seed, final Path root) throws IOException {
        this.seed = seed;
        world = new ModelWorld(root, ModelTraits.of(new SplittableRandom(seed * GOLDEN)));
    }

    /** What came of a run, and at which points processes died in it. */
    record Result(Throwable failure, int steps, List<String> story, ModelTraits traits, Set<FaultPoint> deaths) {}

    /**
     * Runs.
     *
     * @param seed of all that is random
     * @param leftOut steps that are not done
     * @param root an empty directory
     */
    static Result run(final long seed, final BitSet leftOut, final Path root) throws IOException {
        final ModelRun run = new ModelRun(seed, root);
        Throwable failure = null;
        try (ModelWorld closing = run.world) {
            run.steps(leftOut);
            new ModelEnding(run.world, run.story, run.newRandom(-1)).end();
            new ModelOracle(closing).check();
        } catch (final Throwable e) {
            failure = e;
        }
        return new Result(failure, run.world.traits.steps(), run.story, run.world.traits, run.world.deaths);
    }

    private SplittableRandom newRandom(final int step) {
        return new SplittableRandom(seed * GOLDEN + (step + 2) * 0xD1B54A32D192ED03L);
    }

    private void steps(final BitSet leftOut) throws IOException {
        for (int i = 0; i < world.traits.steps(); i++) {
            world.step = i;
            world.nowNs += STEP_NS;
            if (!leftOut.get(i)) {
                random = newRandom(i);
                step();
            }
        }
    }

    private void step() throws IOException {
        final int choice = random.nextInt(100);
        if (choice < 8) {
            begin();
        } else if (choice < 70) {
            move(pick(actors()), random.nextInt(10));
        } else if (choice < 78) {
            move(pick(actors()), ModelActor.TO_THE_END);
        } else if (choice < 84) {
            crash();
        } else if (choice < 87) {
            cut();
        } else if (choice < 97) {
            changeFile();
        } else if (world.traits.diskErrors()) {
            final int part = random.nextInt(300);
            tell("the next write fails after " + part + " bytes");
            world.failNextWrite(part);
        }
    }

    private void tell(final String text) {
        story.add(world.step + ": " + text);
    }

    private <T> T pick(final List<T> list) {
        return list.isEmpty() ? null : list.get(random.nextInt(list.size()));
    }

    private List<ModelProcess> alive() {
        return world.processes.stream().filter(ModelProcess::isAlive).toList();
    }

    private List<ModelActor> actors() {
        final List<ModelActor> actors = new ArrayList<>();
        for (final ModelProcess process : alive()) {
            actors.addAll(process.actors());
            // The writer is where the difficult things happen.
            actors.add(process.writerActor);
            actors.add(process.writerActor);
        }
        return actors;
    }

    private void begin() throws IOException {
        final boolean server = random.nextInt(3) == 0;
        final long same =
                alive().stream().filter(process -> process.isServer == server).count();
        if (same < (server ? world.traits.maxServers() : world.traits.maxApps())) {
            final ModelProcess process =
                    new ModelProcess(world, world.processes.size(), server, server ? 0 : random.nextInt(1, 4));
            world.processes.add(process);
            if (world.traits.truncations() && random.nextBoolean()) {
                process.truncateAtOpen();
            }
            tell(process + " starts");
            if (!server) {
                start(process.conductor, process::openBuffer, "opens a buffer", points());
            }
        }
    }

    private int points() {
        return random.nextInt(3) == 0 ? ModelActor.TO_THE_END : random.nextInt(6);
    }

    /** Lets an actor go on, or gives it something to do. */
    private void move(final ModelActor actor, final int points) throws IOException {
        if (actor == null) {
            return;
        }
        if (actor.isBusy()) {
            final Object from = actor.standsAt();
            actor.goOn(points);
            told(actor, "goes on from " + from);
        } else if (actor.role == Role.PRODUCER) {
            produce(actor, points);
        } else if (actor.role == Role.CONDUCTOR) {
            conduct(actor, points);
        } else {
            write(actor, points);
        }
    }

    private void start(final ModelActor actor, final ModelActor.Task task, final String what, final int points)
            throws IOException {
        actor.start(task, points);
        told(actor, what);
    }

    private void told(final ModelActor actor, final String what) throws IOException {
        world.assignLocks(actor.process);
        tell(actor + " " + what + (actor.isBusy() ? ", stands at " + actor.standsAt() : ", is done"));
    }

    private void produce(final ModelActor actor, final int points) throws IOException {
        final ModelProcess process = actor.process;
        if (!process.isOpen) {
            return;
        }
        final int calls = points == ModelActor.TO_THE_END ? random.nextInt(1, 12) : 1;
        final int length = world.traits.nextLength(random);
        final int thread = process.producers.indexOf(actor);
        start(
                actor,
                () -> {
                    for (int i = 0; i < calls; i++) {
                        process.publish(actor, world.calls.event(process, thread, length));
                    }
                },
                "logs " + calls + " times " + length + " bytes",
                points);
    }

    private void conduct(final ModelActor actor, final int points) throws IOException {
        final ModelProcess process = actor.process;
        final int choice = random.nextInt(10);
        if (process.current == null) {
            return;
        }
        if (choice < 3) {
            start(actor, process::padCutOffClaims, "pads what was cut off", points);
        } else if (choice < 6) {
            start(actor, process::dispose, "disposes of what is finished", points);
        } else if (choice < 7 && world.traits.headers()) {
            start(actor, () -> process.publish(actor, world.calls.footer(process)), "publishes a footer", points);
        } else if (world.traits.successors() && process.buffers.size() < MAX_SUCCESSORS) {
            start(actor, process::openBuffer, "opens a successor", points);
        }
    }

    private void write(final ModelActor actor, final int points) throws IOException {
        final ModelProcess process = actor.process;
        final int choice = random.nextInt(20);
        final BufferName attached = pick(process.attached());
        if (choice < 5) {
            final List<BufferName> names = world.directory.buffers(world.key);
            final BufferName name = process.isServer || process.current == null
                    ? pick(names)
                    : pick(process.buffers).file().name();
            if (name != null && (process.isServer || process.current != null)) {
                start(actor, () -> process.attach(name), "attaches " + name.generation(), points);
            }
        } else if (choice < 7) {
            if (attached != null) {
                start(actor, () -> process.detach(attached), "lets go of " + attached.generation(), points);
            }
        } else if (choice < 9) {
            if (attached != null) {
                start(actor, () -> process.ownerGone(attached), "misses " + attached.generation(), points);
            }
        } else if (choice < 10) {
            start(actor, process::idle, "idles", points);
        } else if (choice < 12) {
            start(actor, process::sweep, "sweeps", points);
        } else {
            start(actor, process::cycle, "cycles", points);
        }
    }

    private void crash() throws IOException {
        final ModelProcess process = pick(alive());
        if (world.traits.crashes() && process != null) {
            tell(process + " is killed");
            process.crash(world.step);
        }
    }

    private void cut() throws IOException {
        final ModelActor actor = pick(actors());
        if (world.traits.cuts() && actor != null && actor.role == Role.PRODUCER && actor.isBusy()) {
            final Object from = actor.standsAt();
            actor.cut();
            told(actor, "is cut off at " + from);
        }
    }

    private void changeFile() throws IOException {
        final ModelTraits traits = world.traits;
        final ModelFiles files = world.files;
        final int choice = random.nextInt(5);
        if (choice == 0 && traits.others() && !world.isWriterMidWrite()) {
            tell("another program writes");
            world.disturbed |= world.isBatchUnderWay();
            files.append();
        } else if (choice == 1 && traits.moves() && files.exists()) {
            tell("the file is moved");
            files.move();
        } else if (choice == 2 && traits.deletes() && files.exists()) {
            tell("the file is deleted");
            files.delete();
        } else if (choice == 3 && traits.copies() && files.exists()) {
            tell("the file is copied and truncated");
            world.copiedBytes += world.isBatchUnderWay() ? ModelWorld.CAPACITY : 0;
            files.copyAndTruncate();
        } else if (choice == 4 && traits.moves() && traits.deletes() && files.hasArchive()) {
            tell("the youngest moved file is deleted");
            files.deleteArchive();
        }
    }
}
