package io.logc.samples.logback;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A plain Logback application: it knows SLF4J only, logc stands in {@code logback.xml}.
 *
 * <pre>
 * mvn package -DskipTests -pl samples/logback -am
 * java -jar samples/logback/target/sample-logback.jar
 * cat logs/logback-sample.log
 * </pre>
 */
public final class LogbackSample {
    private static final Logger LOG = LoggerFactory.getLogger(LogbackSample.class);
    private static final int ORDERS = 10;

    private LogbackSample() {}

    /**
     * Logs a few lines and returns, without a word to the logging framework: the lines are on file all the same.
     *
     * @param args none
     */
    public static void main(final String[] args) {
        LOG.info("Taking {} orders", ORDERS);
        for (int order = 1; order <= ORDERS; order++) {
            MDC.put("order", Integer.toString(order));
            take(order);
        }
        MDC.remove("order");
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
