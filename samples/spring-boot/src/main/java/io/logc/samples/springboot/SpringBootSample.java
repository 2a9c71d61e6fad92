package io.logc.samples.springboot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * A Spring Boot application that logs twice through logc: in Spring's own file pattern, and as JSON by Spring's
 * structured logging. Both stand in {@code logback-spring.xml}, the file's name and the kind of JSON in
 * {@code application.properties}.
 *
 * <pre>
 * mvn package -DskipTests -pl samples/spring-boot -am
 * java -jar samples/spring-boot/target/sample-spring-boot.jar
 * cat logs/spring-boot-sample.log logs/spring-boot-sample.json
 * </pre>
 */
@SpringBootApplication(proxyBeanMethods = false)
public class SpringBootSample implements CommandLineRunner {
    private static final Logger LOG = LoggerFactory.getLogger(SpringBootSample.class);
    private static final int ORDERS = 10;

    /**
     * Starts the application, which logs a few lines and ends.
     *
     * @param args Spring's, such as {@code --logging.file.name=logs/other.log}
     */
    public static void main(final String[] args) {
        SpringApplication.run(SpringBootSample.class, args);
    }

    @Override
    public void run(final String... args) {
        for (int order = 1; order <= ORDERS; order++) {
            take(order);
        }
    }

    private static void take(final int order) {
        try {
            LOG.atInfo().addKeyValue("order", order).log("{} pieces of article {}", pieces(order), 4700 + order);
        } catch (final ArithmeticException e) {
            LOG.atError().addKeyValue("order", order).setCause(e).log("This order cannot be taken");
        }
    }

    private static int pieces(final int order) {
        return 100 / (order % 7);
    }
}
