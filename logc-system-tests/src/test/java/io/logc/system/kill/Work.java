package io.logc.system.kill;

/** What an application leaves in its buffer for the step of a chain that comes next. */
enum Work {
    /** Next to nothing: the step has to do with what the ones before it left. */
    NONE("events=10"),
    /** Enough for many batches. */
    RECORDS("events=20000", "bufferSize=4 MB"),
    /** A full buffer, exactly two batches, and drops behind them. */
    DROPS("events=2000", "whenFull=drop"),
    /** The one truncation of append=false, and some lines behind it. */
    TRUNCATION("events=50", "truncate=true");

    private final String[] arguments;

    Work(final String... arguments) {
        this.arguments = arguments;
    }

    String[] arguments() {
        return arguments.clone();
    }
}
