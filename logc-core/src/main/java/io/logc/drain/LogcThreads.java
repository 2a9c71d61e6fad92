package io.logc.drain;

/** Makes logc's own threads: daemons, which keep neither a process nor a web application's classes alive. */
public final class LogcThreads {
    private LogcThreads() {}

    /**
     * Makes a thread that is not started.
     *
     * @param name begins with logc
     * @param work what it does
     * @return the thread
     */
    public static Thread daemon(final String name, final Runnable work) {
        final Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }
}
