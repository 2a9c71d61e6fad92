package io.logc.system.soak;

/** What happens to a process in the soak. */
enum Kind {
    KILLED("killed (SIGKILL)", true),
    HALTED("halted at a fault point", true),
    TOGETHER("killed together, server and applications", true),
    WHILE_STOPPED("killed while stopped", true),
    TERMINATED("terminated (SIGTERM)", false),
    ENDED("ended in good order", false),
    STOPPED("stopped for a while (SIGSTOP, SIGCONT)", false);

    private final String label;
    private final boolean kill;

    Kind(final String label, final boolean kill) {
        this.label = label;
        this.kill = kill;
    }

    String label() {
        return label;
    }

    /** Whether the process dies without a chance to do anything about it. */
    boolean isKill() {
        return kill;
    }
}
