package io.logc.logback;

import static io.logc.logback.LogbackRig.configuration;
import static io.logc.logback.LogbackRig.root;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import io.logc.testing.Allocations;
import io.logc.testing.ScratchDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log call allocates what Logback itself does, its event, and nothing besides. */
class SplitAllocationTest {
    private static final int CALLS = 2_000;
    private static final int MAX_ROUNDS = 40;
    /** Less than a byte in each call: nothing that grows with their number. */
    private static final int TOLERANCE_BYTES = CALLS / 2;

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%d [%thread] %-5level %logger{36} - %msg%n",
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %5p --- [%t] %-40.40logger{39} : %m%n%nopex",
                "%highlight(%-5level) %cyan(%logger{15}) %contextName - %msg %X{user}%n"
            })
    void shouldAllocateNoMoreThanAnAppenderThatDoesNothing(final String pattern) {
        try (LogbackRig ours = new LogbackRig(directory);
                LogbackRig none = new LogbackRig(directory)) {
            ours.configure(LogbackRig.appender("<file>DIR/app.log</file><encoder><pattern>" + pattern
                    + "</pattern><charset>UTF-8</charset></encoder>"));
            none.configure(configuration(
                    "<appender name='NONE' class='ch.qos.logback.core.helpers.NOPAppender'/>" + root("NONE")));
            assertThat(ours.appender().isSplit()).isTrue();
            assertThat(leastSurplus(ours.logger(), none.logger())).isLessThan(TOLERANCE_BYTES);
            assertThat(ours.appender().getDroppedCount()).isZero();
        }
    }

    private static long leastSurplus(final Logger ours, final Logger none) {
        long surplus = Long.MAX_VALUE;
        for (int i = 0; i < MAX_ROUNDS && surplus >= TOLERANCE_BYTES; i++) {
            surplus = Math.min(surplus, allocatedBytes(ours) - allocatedBytes(none));
        }
        return surplus;
    }

    private static long allocatedBytes(final Logger logger) {
        return Allocations.of(() -> {
            for (int i = 0; i < CALLS; i++) {
                logger.info("user {} has {} items", "J\u00fcrgen", 17);
            }
        });
    }
}
