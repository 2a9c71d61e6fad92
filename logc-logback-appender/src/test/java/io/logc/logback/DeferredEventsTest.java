package io.logc.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.logc.testing.ScratchDirectory;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Events that an appender before ours has kept for a while: what counts are the arguments as they were in the log call. */
@Timeout(60)
class DeferredEventsTest {
    private static final int TIMES = 5;
    private static final String[] AS_LOGGED = {
        "order 1 of 2", "order 1 of 2", "order 1 of 2", "order 1 of 2", "order 1 of 2"
    };

    @TempDir(factory = ScratchDirectory.class, cleanup = CleanupMode.NEVER)
    Path directory;

    @Test
    void shouldWriteArgumentsOfTheCallWhenAsyncAppenderHandsThemOnLater() throws IOException {
        final LogbackRig rig = rig();
        final CountDownLatch changed = new CountDownLatch(1);
        rig.appender().addFilter(new Gate(changed));
        final Logger logger = rig.logger();
        final AsyncAppender async = new AsyncAppender();
        async.setContext(rig.context());
        async.setMaxFlushTime(0); // no end
        async.addAppender(rig.appender());
        async.start();
        logger.setAdditive(false);
        logger.addAppender(async);
        final Object[] arguments = {1, 2};
        try (rig) {
            for (int i = 0; i < TIMES; i++) {
                logger.info("order {} of {}", arguments);
            }
            arguments[0] = "changed";
            changed.countDown();
            async.stop();
        }
        assertThat(rig.lines("app.log")).containsExactly(AS_LOGGED);
    }

    @Test
    void shouldWriteArgumentsOfTheCallWhenTheSameThreadHandsThemOnLater() throws IOException {
        final LogbackRig rig = rig();
        try (rig) {
            for (int i = 0; i < TIMES; i++) {
                final Object[] arguments = {1, 2};
                final ILoggingEvent event = event(rig.logger(), arguments);
                event.prepareForDeferredProcessing();
                arguments[1] = "changed";
                rig.appender().doAppend(event);
            }
        }
        assertThat(rig.lines("app.log")).containsExactly(AS_LOGGED);
    }

    /** As a file appender does, and a proof that their messages are taken apart: nobody asks these for their text. */
    @Test
    void shouldWriteArgumentsAsTheyAreWhenNobodyHasAskedForTheText() throws IOException {
        final LogbackRig rig = rig();
        try (rig) {
            for (int i = 0; i < TIMES; i++) {
                final Object[] arguments = {0, 2};
                final LoggingEvent event = event(rig.logger(), arguments);
                arguments[0] = 1;
                assertThat(MadeMessages.mayDiffer(event)).isFalse();
                rig.appender().doAppend(event);
                assertThat(MadeMessages.mayDiffer(event)).isEqualTo(i == 0);
            }
        }
        assertThat(rig.lines("app.log")).containsExactly(AS_LOGGED);
    }

    /** Those of applications that were compiled when events had none. */
    @Test
    void shouldWriteEventsThatHaveNoNanoseconds() throws IOException {
        final LogbackRig rig = rig();
        try (rig) {
            for (int i = 0; i < TIMES; i++) {
                final ILoggingEvent event = event(rig.logger(), new Object[] {1, 2});
                rig.appender().doAppend((ILoggingEvent) Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {ILoggingEvent.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("getNanoseconds")) {
                                throw new AbstractMethodError();
                            }
                            return method.invoke(event, arguments);
                        }));
            }
        }
        assertThat(rig.lines("app.log")).containsExactly(AS_LOGGED);
    }

    @Test
    void shouldTellWhetherTextWasAskedFor() {
        try (LogbackRig rig = rig()) {
            final LoggingEvent event = event(rig.logger(), new Object[] {1, 2});
            assertThat(MadeMessages.mayDiffer(event)).isFalse();

            event.getFormattedMessage();
            assertThat(MadeMessages.mayDiffer(event)).isTrue();

            final LoggingEvent withoutArguments = event(rig.logger(), null);
            withoutArguments.getFormattedMessage();
            assertThat(MadeMessages.mayDiffer(withoutArguments)).isFalse();
        }
    }

    @Test
    void shouldFindNothingWhereNothingCanBeSeen() {
        assertThat(MadeMessages.find(LoggingEvent.class)).isNotNull();
        assertThat(MadeMessages.find(DeferredEventsTest.class))
                .as("no such field")
                .isNull();
        assertThat(MadeMessages.find(String.class)).as("not open to us").isNull();
    }

    private LogbackRig rig() {
        return new LogbackRig(directory)
                .configure(LogbackRig.appender("<file>DIR/app.log</file>" + LogbackRig.PATTERN));
    }

    private static LoggingEvent event(final Logger logger, final Object[] arguments) {
        return new LoggingEvent("fqcn", logger, Level.INFO, "order {} of {}", null, arguments);
    }

    /** Holds events back until it is opened. */
    private static final class Gate extends Filter<ILoggingEvent> {
        private final CountDownLatch opened;

        Gate(final CountDownLatch opened) {
            this.opened = opened;
        }

        @Override
        public FilterReply decide(final ILoggingEvent event) {
            try {
                opened.await();
            } catch (final InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
            return FilterReply.NEUTRAL;
        }
    }
}
