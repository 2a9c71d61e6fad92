package io.logc.samples.log4j2;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;

/**
 * A plain Log4j2 application: it knows the Log4j API only, logc stands in {@code log4j2.xml}.
 *
 * <pre>
 * mvn package -DskipTests -pl samples/log4j2 -am
 * java -jar samples/log4j2/target/sample-log4j2.jar
 * cat logs/log4j2-sample.log
 * </pre>
 */
public final class Log4j2Sample {
    private static final Logger LOG = LogManager.getLogger(Log4j2Sample.class);
    private static final int ORDERS = 10;

    private Log4j2Sample() {}

    /**
     * Logs a few lines and returns.
     *
     * @param args none
     */
    public static void main(final String[] args) {
        LOG.info("Taking {} orders", ORDERS);
        for (int order = 1; order <= ORDERS; order++) {
            ThreadContext.put("order", Integer.toString(order));
            take(order);
        }
        ThreadContext.remove("order");
        LOG.info("All orders are taken");
    }

    private static void take(final int order) {
        try {
            LOG.info("{} pieces of article {}", pieces(order), 4700 + order);
        } catch (final ArithmeticException e) {
            LOG.error("This order cannot be taken", e);
        }
    }

    private static int pieces(final int order) {
        return 100 / (order % 7);
    }
}
