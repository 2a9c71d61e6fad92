package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.lock.HeldLocks;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * How every run ends: all that was begun is finished, or killed; then a last process recovers what is left, undisturbed.
 * Nothing may be left, and nobody may have to wait for anybody.
 */
final class ModelEnding {
    private static final int MAX_CYCLES = 400;
    /** After that drops are reported, whether the ring has moved or not. */
    private static final long LONG_NS = 1_100_000_000L;

    private final ModelWorld world;
    private final List<String> story;
    private final SplittableRandom random;

    ModelEnding(final ModelWorld world, final List<String> story, final SplittableRandom random) {
        this.world = world;
        this.story = story;
        this.random = random;
    }

    void end() throws IOException {
        world.step = world.traits.steps();
        world.repairDisk();
        if (random.nextBoolean()) {
            story.add("the living finish");
            finish();
        }
        for (final ModelProcess process : world.processes) {
            if (process.isAlive()) {
                process.crash(world.step);
            }
        }
        story.add("the dead are recovered");
        recover();
        assertNothingIsLeft();
    }

    /** The living do what they would do if nothing came between any more. */
    private void finish() throws IOException {
        final List<ModelProcess> alive =
                world.processes.stream().filter(ModelProcess::isAlive).toList();
        for (final ModelProcess process : alive) {
            for (final ModelActor actor : process.actors()) {
                if (actor.isBusy()) {
                    actor.goOn(ModelActor.TO_THE_END);
                    world.assignLocks(process);
                }
            }
        }
        for (int round = 0; round < 20; round++) {
            for (final ModelProcess process : alive) {
                if (process.current != null) {
                    run(process.conductor, process::padCutOffClaims);
                    run(process.writerActor, () -> attachOwn(process));
                }
                run(process.writerActor, () -> missTheDead(process));
                run(process.writerActor, process::sweep);
                run(process.writerActor, () -> cycle(process));
                run(process.writerActor, process::idle);
            }
        }
        for (final ModelProcess process : alive) {
            if (process.current != null) {
                run(process.conductor, process::dispose);
                assertThat(process.buffers)
                        .as("buffers of %s, whose predecessors are drained and disposed of", process)
                        .containsExactly(process.current);
                assertThat(process.current.file().isDrained())
                        .as("%s has all on file while it lives", process)
                        .isTrue();
            }
        }
    }

    private void attachOwn(final ModelProcess process) throws IOException {
        for (final ModelProcess.OwnBuffer own : process.buffers) {
            process.attach(own.file().name());
        }
    }

    private void missTheDead(final ModelProcess process) throws IOException {
        for (final BufferName name : process.attached()) {
            if (!KernelLock.isHeld(world.directory.ownerLock(name))) {
                process.ownerGone(name);
            }
        }
    }

    private void cycle(final ModelProcess process) throws IOException {
        int idle = 0;
        for (int i = 0; i < MAX_CYCLES && idle < 2; i++) {
            world.nowNs += LONG_NS;
            idle = process.cycle() <= 0 ? idle + 1 : 0;
        }
    }

    private void run(final ModelActor actor, final ModelActor.Task task) {
        actor.start(task, ModelActor.TO_THE_END);
        world.assignLocks(actor.process);
    }

    private void recover() throws IOException {
        final ModelProcess recovery = new ModelProcess(world, world.processes.size(), true, 0);
        world.processes.add(recovery);
        run(recovery.writerActor, recovery::sweep);
        run(recovery.writerActor, () -> cycle(recovery));
        assertThat(recovery.attached()).as("what recovery could not finish").isEmpty();
        recovery.crash(world.step);
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(HeldLocks.here()).as("locks held by nobody").isEmpty();
        new DrainHost(world.directory, path -> true, world).sweep(null);
        try (Stream<java.nio.file.Path> files = Files.list(world.directory.path())) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith(world.key + "-")))
                    .as("files of buffers that are left")
                    .isEmpty();
        }
        assertThat(world.pendingEntry()).as("journal").isNull();
    }
}
