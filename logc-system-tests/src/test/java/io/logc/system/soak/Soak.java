package io.logc.system.soak;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.ProcessFigures;
import io.logc.system.soak.ApplicationSlot.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Three towns at once. In <em>storm</em> everybody is killed but one application; in <em>steady</em> there is one server
 * throughout, and only applications are killed; in <em>self-help</em> applications start their servers by themselves.
 *
 * <p>Owned by the test's thread, which rotates the log files while the others kill.
 */
final class Soak implements AutoCloseable {
    private static final long ROUND_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PROGRESS_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int WARM_UP_MS = 1200;
    private static final int RESIDENT_SLOT = 1;
    private static final int VISITOR_SLOT = 2;
    private static final int RESIDENT_THREADS = 5;

    private final long seed;
    private final Tally tally = new Tally();
    private final Archives archives = Archives.make();
    private final Town storm = new Town("storm", archives, tally);
    private final Town steady = new Town("steady", archives, tally);
    private final Town selfHelp = new Town("selfhelp", archives, tally);
    private final List<LongLived> longLived = new ArrayList<>();
    private final Chance chance;
    private Life resident;
    private Rotator rotator;
    private Budget budget;

    Soak(final long seed) throws IOException {
        this.seed = seed;
        this.chance = new Chance(seed, 0);
    }

    Tally tally() {
        return tally;
    }

    /** Runs it, to its end and the last count. */
    void run() throws IOException, InterruptedException {
        final Path shared = storm.file("shared.log", false);
        final Path steadyShared = steady.file("shared.log", false);
        final Path steadyFirst = steady.file("first.log", false);
        startLongLived(shared, List.of(steadyShared, steadyFirst));
        budget = new Budget(tally);
        final List<Runnable> actors = actors(shared, steadyShared, steadyFirst);
        rotator = new Rotator(towns().flatMap(town -> town.ledgers().stream()).toList(), tally);
        final List<Thread> threads = start(actors);
        rotateWhile(threads);
        finish(storm.startLastServer(), selfHelp.startLastServer());
    }

    private Stream<Town> towns() {
        return Stream.of(storm, steady, selfHelp);
    }

    /** The server of one town, and an application of another, with three log files of its own. */
    private void startLongLived(final Path shared, final List<Path> steadyFiles) throws IOException {
        final ForkedJvm steadyServer = steady.startServer("");
        Town.awaitLine(steadyServer, "serving ");
        longLived.add(new LongLived(
                "the server of steady", steadyServer, steady.scratch().buffers()));
        resident = new Life(
                RESIDENT_SLOT,
                0,
                RESIDENT_THREADS,
                List.of(
                        storm.file("resident-logback.log", false),
                        storm.file("resident-log4j2.log", false),
                        storm.file("resident-bare.log", false),
                        shared),
                storm.scratch().outputs().resolve("returned-resident"));
        resident.started(storm.startApplication(
                resident,
                "",
                false,
                "frameworks=logback,log4j2,bare,bare",
                "rate=4000",
                "reloadMs=500",
                "maxBlock=60 s"));
        Town.awaitLine(resident.process(), "ready");
        longLived.add(new LongLived(
                "the application of storm", resident.process(), storm.scratch().buffers()));
        final Life visitor = visit(steadyFiles);
        // The application writes by itself, reloads, hands over and goes on, before it is looked at for the first time.
        awaitFiles(resident);
        chance.pause(WARM_UP_MS, WARM_UP_MS);
        resident.process().tell("quiet");
        final ForkedJvm stormServer = storm.startServer("");
        Town.awaitLine(stormServer, "serving ");
        awaitDrainedBy(stormServer, resident);
        awaitFiles(visitor);
        chance.pause(WARM_UP_MS, WARM_UP_MS);
        visitor.process().tell("stop");
        end(steady, visitor.process(), 0);
        visitor.over(Kind.ENDED);
        awaitNoOrphans();
        for (final LongLived process : longLived) {
            process.measure();
        }
        resident.process().tell("go");
        terminate(storm, stormServer);
    }

    private static void awaitFiles(final Life life) {
        Town.awaitUntil(() -> life.files().stream().allMatch(Files::exists));
    }

    /** Waits until a server drains the buffers of all log files of an application that is alone in the town. */
    private void awaitDrainedBy(final ForkedJvm server, final Life life) {
        Town.awaitUntil(() -> {
            final List<Path> locks = storm.scratch().bufferFiles(".consumer");
            return locks.size() == life.files().size()
                    && locks.stream().allMatch(lock -> ProcessFigures.lockHolder(lock) == server.pid());
        });
    }

    /** Has the server write each of its files once. */
    private Life visit(final List<Path> files) {
        final Life visitor = new Life(
                VISITOR_SLOT, 0, files.size(), files, steady.scratch().outputs().resolve("returned-visitor"));
        visitor.started(
                steady.startApplication(visitor, "", false, "frameworks=logback,bare", "rate=1000", "maxBlock=60 s"));
        Town.awaitLine(visitor.process(), "ready");
        return visitor;
    }

    private List<Runnable> actors(final Path shared, final Path steadyShared, final Path steadyFirst) {
        final List<Runnable> actors = new ArrayList<>();
        actors.add(slot(11, storm, Style.ORDINARY, shared, storm.file("first.log", false)));
        actors.add(slot(12, storm, Style.ORDINARY, shared));
        actors.add(slot(13, storm, Style.FULL, storm.file("full.log", false)));
        actors.add(slot(14, storm, Style.DROPPING, storm.file("drops.log", true)));
        actors.add(new ServerSlot(15, storm, budget, seed));
        actors.add(slot(21, steady, Style.ORDINARY, steadyShared, steadyFirst));
        actors.add(slot(22, steady, Style.ORDINARY, steadyShared));
        actors.add(slot(31, selfHelp, Style.SELF_HELP, selfHelp.file("only.log", false)));
        actors.add(new SelfHelp(32, selfHelp, budget, seed));
        return actors;
    }

    private ApplicationSlot slot(final int number, final Town town, final Style style, final Path... files) {
        return new ApplicationSlot(number, town, List.of(files), style, budget, seed);
    }

    private List<Thread> start(final List<Runnable> actors) {
        final List<Thread> threads = new ArrayList<>();
        for (final Runnable actor : actors) {
            final Thread thread = new Thread(actor, "soak-" + actor.getClass().getSimpleName() + "-" + threads.size());
            thread.setUncaughtExceptionHandler((failed, e) -> {
                tally.fault(tally.alarms, 1, failed.getName() + " failed: " + e);
                e.printStackTrace(System.out);
                budget.abandon();
            });
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    private void rotateWhile(final List<Thread> threads) throws IOException, InterruptedException {
        long nextProgressNs = System.nanoTime();
        while (threads.stream().anyMatch(Thread::isAlive)) {
            rotator.round();
            if (chance.percent(10)) {
                stopForAWhile(chance.oneOf(longLived.toArray(LongLived[]::new)));
            }
            if (System.nanoTime() - nextProgressNs >= 0) {
                nextProgressNs += PROGRESS_NS;
                System.out.printf("soak %d s: %s; %s%n", budget.elapsed().toSeconds(), tally.progress(), holdings());
            }
            LockSupport.parkNanos(ROUND_NS);
        }
        for (final Thread thread : threads) {
            thread.join();
        }
    }

    private String holdings() throws IOException {
        final List<String> all = new ArrayList<>();
        for (final LongLived process : longLived) {
            all.add("" + process.now());
        }
        return String.join("; ", all);
    }

    private void stopForAWhile(final LongLived process) {
        process.jvm().signalIfAlive("STOP");
        chance.pause(0, 300);
        process.jvm().signalIfAlive("CONT");
    }

    /** Everything that is left is drained, read and compared. */
    private void finish(final ForkedJvm stormServer, final ForkedJvm helper) throws IOException {
        resident.process().tell("quiet");
        awaitNoOrphans();
        for (final LongLived process : longLived) {
            process.compare(tally);
        }
        resident.process().tell("stop");
        end(storm, resident.process(), 0);
        resident.over(Kind.ENDED);
        for (final Town town : towns().toList()) {
            town.countLeftovers();
        }
        terminate(storm, stormServer);
        terminate(steady, longLived.get(0).jvm());
        terminate(selfHelp, helper);
        rotator.finish();
        for (final Town town : towns().toList()) {
            town.checkServerLog();
            town.reportFaultPoints();
        }
    }

    private void terminate(final Town town, final ForkedJvm server) {
        server.terminate();
        end(town, server, 143);
    }

    private void end(final Town town, final ForkedJvm jvm, final int expected) {
        final int exitCode = town.ended(jvm);
        if (exitCode != expected) {
            tally.fault(tally.alarms, 1, jvm.name() + " ended with " + exitCode);
        }
    }

    /** Waits until only the long-living application has buffers. */
    private void awaitNoOrphans() {
        steady.scratch().awaitNoBuffers();
        selfHelp.scratch().awaitNoBuffers();
        Town.awaitUntil(() -> storm.scratch().bufferFiles(".buffer").size()
                <= resident.files().size());
    }

    @Override
    public void close() {
        towns().forEach(Town::close);
        archives.close();
    }
}
