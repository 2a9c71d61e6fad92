package io.logc.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContextStatusTest {
    private final ContextBase context = new ContextBase();
    private final ContextAwareBase appender = new ContextAwareBase();
    private final ContextStatus status = new ContextStatus(appender);

    @BeforeEach
    void giveContext() {
        appender.setContext(context);
    }

    @Test
    void shouldSayEachSentenceOnce() {
        final Exception cause = new Exception("reason");
        for (int i = 0; i < 10; i++) {
            status.info("a server writes the file");
            status.warn("the directory is full", cause);
        }

        assertThat(said())
                .extracting(Status::getMessage)
                .containsExactly("a server writes the file", "the directory is full");
        assertThat(said()).extracting(Status::getLevel).containsExactly(Status.INFO, Status.WARN);
        assertThat(said().get(1).getThrowable()).isSameAs(cause);
        assertThat(said().get(1).getOrigin()).isSameAs(appender);
    }

    @Test
    void shouldForgetWhenSentencesVaryWithoutEnd() {
        status.info("first");
        for (int i = 0; i < ContextStatus.MAX_REMEMBERED; i++) {
            status.info("number " + i);
        }
        status.info("first");

        assertThat(said()).filteredOn(each -> each.getMessage().equals("first")).hasSize(2);
    }

    @Test
    void shouldSurviveListenerThatThrowsAndSayItAgain() {
        final AtomicInteger heard = new AtomicInteger();
        context.getStatusManager().add((StatusListener) each -> {
            heard.incrementAndGet();
            throw new IllegalStateException("bad listener");
        });

        status.info("anything");
        status.info("anything");

        assertThat(heard).hasValue(2);
    }

    private List<Status> said() {
        return context.getStatusManager().getCopyOfStatusList();
    }
}
