package io.logc.jmh;

/** A framework with one appender. Calls may come from any thread; it is opened and closed by one. */
interface OpenLog extends AutoCloseable {
    /** Name of the logger, about as long as that of an application's class. */
    String LOGGER = "com.example.orders.OrderService";

    /** The one message of all benchmarks: two arguments, as in the best case of both frameworks, no varargs. */
    String MESSAGE = "order {} filled at price {}";

    /** The second argument: a constant, so the only allocation that is not the framework's is the box of the first. */
    String PRICE = "101.25";

    /** Number of the first order: long, so that lines are equally long however many have been logged. */
    long FIRST_ORDER = 1_000_000_000L;

    /**
     * Logs {@link #MESSAGE} at level INFO.
     *
     * @param order first argument; it is boxed here (24 bytes), as it is in an application
     */
    void log(long order);

    /** Stops the framework, which is to bring to the file whatever was logged. */
    @Override
    void close();
}
