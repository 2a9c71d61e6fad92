package io.logc.jmh;

/**
 * The appenders that are compared. Each is configured by the XML file that its user would write, found beside this class;
 * why it says what it says is told there.
 */
public enum Subject {
    /** Logback with an appender that does nothing: what no appender can be faster than. */
    LOGBACK_NOTHING("logback-nothing.xml"),
    /** logc through Logback, drained by a server in a process of its own. */
    LOGBACK_LOGC("logback-logc.xml"),
    /** The same, but each line is made in the log call. */
    LOGBACK_LOGC_TEXT("logback-logc-text.xml"),
    /** Each event is written to the file by the calling thread, the default. */
    LOGBACK_FILE("logback-file.xml"),
    /** The calling thread writes when 8 KiB have come together. */
    LOGBACK_FILE_BUFFERED("logback-file-buffered.xml"),
    /** A queue, and a thread that writes to the file; blocks when the queue is full. */
    LOGBACK_ASYNC("logback-async.xml"),
    /** Log4j2 with an appender that does nothing: what no appender can be faster than. */
    LOG4J2_NOTHING("log4j2-nothing.xml"),
    /** logc through Log4j2, drained by a server in a process of its own. */
    LOG4J2_LOGC("log4j2-logc.xml"),
    /** The same, but each line is made in the log call. */
    LOG4J2_LOGC_TEXT("log4j2-logc-text.xml"),
    /** Each event is written to the file by the calling thread, the default. */
    LOG4J2_RANDOM_ACCESS_FILE("log4j2-random-access-file.xml"),
    /** The calling thread writes when 256 KiB have come together. */
    LOG4J2_RANDOM_ACCESS_FILE_BUFFERED("log4j2-random-access-file-buffered.xml"),
    /** The calling thread copies into a mapped region of the file. */
    LOG4J2_MEMORY_MAPPED_FILE("log4j2-memory-mapped-file.xml"),
    /** The Disruptor, and a thread that formats and writes to the file; blocks when the ring is full. */
    LOG4J2_ASYNC_LOGGER("log4j2-random-access-file-buffered.xml");

    private final String configuration;

    Subject(final String configuration) {
        this.configuration = configuration;
    }

    /** Whether it is logc's, in one form or another. */
    boolean isLogc() {
        return this == LOGBACK_LOGC || this == LOGBACK_LOGC_TEXT || this == LOG4J2_LOGC || this == LOG4J2_LOGC_TEXT;
    }

    /** Whether it writes a log file. */
    boolean writes() {
        return this != LOGBACK_NOTHING && this != LOG4J2_NOTHING;
    }

    /** Whether a log server has to run beside it. */
    boolean usesServer() {
        return isLogc();
    }

    /**
     * Starts the framework with this subject's configuration. Once in a JVM, since frameworks are configured once.
     *
     * @return the running log
     */
    OpenLog open() {
        final String resource = "io/logc/jmh/" + configuration;
        return name().startsWith("LOGBACK_")
                ? LogbackLog.open(resource)
                : Log4j2Log.open(resource, this == LOG4J2_ASYNC_LOGGER);
    }
}
