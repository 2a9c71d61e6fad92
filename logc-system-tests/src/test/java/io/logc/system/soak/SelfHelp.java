package io.logc.system.soak;

/** Kills the servers that applications have started by themselves, a while after each has come. Runs in a thread of its own. */
final class SelfHelp implements Runnable {
    private final Town town;
    private final Budget budget;
    private final Chance chance;

    SelfHelp(final int actor, final Town town, final Budget budget, final long seed) {
        this.town = town;
        this.budget = budget;
        this.chance = new Chance(seed, actor);
    }

    @Override
    public void run() {
        long killed = 0;
        while (!budget.isOver()) {
            chance.pause(100, 1500);
            final long pid = town.scratch().serverPid();
            if (pid > 0 && pid != killed && isAlive(pid)) {
                if (chance.percent(30)) {
                    town.killApplications();
                }
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                town.tally().count(true, Kind.KILLED);
                killed = pid;
            }
        }
    }

    private static boolean isAlive(final long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
