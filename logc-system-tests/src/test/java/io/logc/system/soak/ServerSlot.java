package io.logc.system.soak;

import io.logc.fault.FaultPoint.Part;
import io.logc.system.rig.ForkedJvm;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts a town's server again and again, and has each die in some way, now and then together with all applications. Runs
 * in a thread of its own.
 */
final class ServerSlot implements Runnable {
    private static final long POLL_NS = 2_000_000;
    private static final int FAULT_PATIENCE_MS = 1500;
    private static final int REFUSED = 2;

    private final Town town;
    private final Budget budget;
    private final Chance chance;

    ServerSlot(final int actor, final Town town, final Budget budget, final long seed) {
        this.town = town;
        this.budget = budget;
        this.chance = new Chance(seed, actor);
    }

    @Override
    public void run() {
        while (!budget.isOver()) {
            live();
            if (chance.percent(40)) {
                chance.pause(0, 400);
            }
        }
    }

    private void live() {
        final String fault = chance.percent(45) ? chance.halt(Part.WRITER, Part.RECOVERY, Part.SERVER) : "";
        final boolean early = chance.percent(10);
        final int runMs = chance.percent(40) ? chance.between(0, 100) : chance.between(100, 1000);
        final ForkedJvm jvm = town.startServer(fault, "-XX:TieredStopAtLevel=1");
        if (early) {
            letRun(jvm, chance.between(50, 300));
        } else if (Town.awaitLine(jvm, "serving ")) {
            letRun(jvm, fault.isEmpty() ? runMs : FAULT_PATIENCE_MS);
            haveSecondRefused(jvm);
        }
        final Kind end = jvm.isAlive() ? end(jvm, early) : null;
        final int exitCode = town.ended(jvm);
        account(end, exitCode, fault);
    }

    private void letRun(final ForkedJvm jvm, final int ms) {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        while (jvm.isAlive() && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(POLL_NS);
        }
        if (chance.percent(8) && jvm.isAlive()) {
            jvm.signalIfAlive("STOP");
            chance.pause(50, 800);
            jvm.signalIfAlive("CONT");
            town.tally().count(true, Kind.STOPPED);
            chance.pause(0, 200);
        }
    }

    /** A second server finds the directory served, says so, and ends. */
    private void haveSecondRefused(final ForkedJvm first) {
        if (chance.percent(4) && first.isAlive()) {
            final ForkedJvm second = town.startServer("");
            Town.awaitUntil(() -> !second.isAlive() || !first.isAlive());
            if (first.isAlive()) {
                final int exitCode = town.ended(second);
                if (exitCode != REFUSED && first.isAlive()) {
                    town.tally()
                            .fault(town.tally().alarms, 1, "a second server of " + town + " ended with " + exitCode);
                }
            } else {
                second.kill();
                town.ended(second);
            }
        }
    }

    /** A JVM that gets SIGTERM while it begins may fail of that itself. */
    private Kind end(final ForkedJvm jvm, final boolean early) {
        final int percent = chance.between(0, 99);
        if (percent < 55 || early && percent >= 85) {
            jvm.kill();
            return Kind.KILLED;
        } else if (percent < 75) {
            killTogether(jvm);
            return Kind.TOGETHER;
        } else if (percent < 85) {
            jvm.signalIfAlive("STOP");
            chance.pause(0, 300);
            jvm.kill();
            return Kind.WHILE_STOPPED;
        }
        jvm.terminate();
        return Kind.TERMINATED;
    }

    private void killTogether(final ForkedJvm jvm) {
        if (chance.percent(50)) {
            jvm.kill();
            town.killApplications();
        } else {
            town.killApplications();
            jvm.kill();
        }
    }

    private void account(final Kind meant, final int exitCode, final String fault) {
        final boolean halted = exitCode == 137 && !fault.isEmpty() && (meant == null || !meant.isKill());
        final Kind kind = halted ? Kind.HALTED : meant;
        if (kind != null && exitCode == (kind == Kind.TERMINATED ? 143 : 137)) {
            town.tally().count(true, kind);
        } else {
            town.tally()
                    .fault(
                            town.tally().alarms,
                            1,
                            "a server of " + town + " ended with " + exitCode + " instead of " + kind);
        }
    }
}
