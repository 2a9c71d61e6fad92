package io.logc.system.soak;

import io.logc.fault.FaultPoint.Part;
import io.logc.system.rig.ForkedJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts an application again and again, with the same log files and otherwise as chance will have it, and has each die in
 * some way. Runs in a thread of its own.
 */
final class ApplicationSlot implements Runnable {
    private static final long POLL_NS = 2_000_000;
    /** How long a process may take until it comes to where it is to be halted. */
    private static final int FAULT_PATIENCE_MS = 1000;

    private final int slot;
    private final Town town;
    private final List<Path> files;
    private final Style style;
    private final Budget budget;
    private final Chance chance;
    private int lives;

    /** What is particular to all lives of a slot. */
    enum Style {
        /** Moderate rates, buffers of all sizes; nothing is dropped. */
        ORDINARY,
        /** Bursts that are larger than the buffer: calls wait, nothing is dropped. */
        FULL,
        /** The same, but what finds no room is dropped, and counted. */
        DROPPING,
        /** As ordinary, and each application starts a server if there is none. */
        SELF_HELP
    }

    ApplicationSlot(
            final int slot,
            final Town town,
            final List<Path> files,
            final Style style,
            final Budget budget,
            final long seed) {
        this.slot = slot;
        this.town = town;
        this.files = files;
        this.style = style;
        this.budget = budget;
        this.chance = new Chance(seed, slot);
    }

    @Override
    public void run() {
        while (!budget.isOver()) {
            live();
        }
    }

    private void live() {
        final int number = lives++;
        final int threads = Math.max(files.size(), chance.between(1, 3));
        final Path counts = town.scratch().outputs().resolve("returned-" + slot + "-" + number);
        final Life life = new Life(slot, number, threads, files, counts);
        final String fault =
                chance.percent(45) ? chance.halt(Part.PRODUCER, Part.OWNER, Part.WRITER, Part.RECOVERY) : "";
        final String[] options = options();
        final boolean early = chance.percent(8);
        final Kind end = end(early);
        final int runMs = chance.percent(25) ? chance.between(0, 30) : chance.between(30, 350);

        final ForkedJvm jvm = town.startApplication(life, fault, style == Style.SELF_HELP, options);
        life.started(jvm);
        town.mortal(life, true);
        if (early) {
            letRun(jvm, chance.between(50, 400));
        } else if (Town.awaitLine(jvm, "ready")) {
            letRun(jvm, fault.isEmpty() ? runMs : FAULT_PATIENCE_MS);
        }
        end(life, end);
        final int exitCode = town.ended(jvm);
        town.mortal(life, false);
        account(life, exitCode, fault);
    }

    private String[] options() {
        final boolean bursts = style == Style.FULL || style == Style.DROPPING;
        final boolean drops = style == Style.DROPPING;
        final StringBuilder frameworks = new StringBuilder();
        boolean mayUseLog4j2 = true;
        for (int i = 0; i < files.size(); i++) {
            // There is one context of Log4j2 for a class loader.
            final String framework = mayUseLog4j2 ? chance.oneOf("bare", "logback", "log4j2") : "logback";
            mayUseLog4j2 &= !"log4j2".equals(framework);
            frameworks.append(i == 0 ? "" : ",").append(framework);
        }
        return new String[] {
            "frameworks=" + frameworks,
            "server=" + (chance.percent(90) ? "auto" : "none"),
            "bufferSize=" + (bursts ? "64 KB" : chance.oneOf("64 KB", "256 KB", "4 MB")),
            "rate=" + (drops ? 150_000 : bursts ? 60_000 : chance.oneOf(1_000, 10_000, 30_000)),
            "paceMs=" + (bursts ? 25 : chance.oneOf(1, 5)),
            "whenFull=" + (drops && chance.percent(50) ? "drop" : "block"),
            "maxBlock=" + (drops ? chance.oneOf("0 ms", "5 ms") : "60 s"),
            "reloadMs=" + (!bursts && chance.percent(25) ? chance.oneOf(5, 50) : 0)
        };
    }

    /** A JVM that gets SIGTERM while it begins may fail of that itself (InternalError: Bad level). */
    private Kind end(final boolean early) {
        final int percent = chance.between(0, 99);
        if (percent < 80) {
            return Kind.KILLED;
        } else if (percent < 87) {
            return Kind.WHILE_STOPPED;
        } else {
            return percent < 93 && !early ? Kind.TERMINATED : Kind.ENDED;
        }
    }

    private void letRun(final ForkedJvm jvm, final int ms) {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        final boolean stops = chance.percent(6);
        while (jvm.isAlive() && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(POLL_NS);
        }
        if (stops && jvm.isAlive()) {
            jvm.signalIfAlive("STOP");
            chance.pause(50, 500);
            jvm.signalIfAlive("CONT");
            town.tally().count(false, Kind.STOPPED);
            chance.pause(0, 100);
        }
    }

    private void end(final Life life, final Kind kind) {
        final ForkedJvm jvm = life.process();
        if (!jvm.isAlive() || !life.dies(kind)) {
            return;
        }
        switch (kind) {
            case TERMINATED -> jvm.terminate();
            case ENDED -> jvm.tellIfAlive("stop");
            case WHILE_STOPPED -> {
                jvm.signalIfAlive("STOP");
                chance.pause(0, 300);
                jvm.kill();
            }
            default -> jvm.kill();
        }
    }

    /** Says of what the process has died in truth: it may have been halted before anybody else came to it. */
    private void account(final Life life, final int exitCode, final String fault) {
        final Kind meant = life.cause();
        final boolean halted = exitCode == 137 && !fault.isEmpty() && (meant == null || !meant.isKill());
        final Kind kind = halted ? Kind.HALTED : meant;
        final boolean asMeant =
                kind != null && (kind.isKill() ? exitCode == 137 : exitCode == (kind == Kind.TERMINATED ? 143 : 0));
        if (asMeant) {
            town.tally().count(false, kind);
        } else {
            town.tally()
                    .fault(
                            town.tally().alarms,
                            1,
                            "an application of " + town + " ended with " + exitCode + " instead of " + kind);
        }
        life.over(kind == null ? Kind.KILLED : kind);
        deleteConfiguration(life);
    }

    private void deleteConfiguration(final Life life) {
        try {
            Files.deleteIfExists(town.scratch().log("log4j2-" + life.process().pid() + ".xml"));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
