package io.logc.log4j2.split;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.split.SplitEvent;
import io.logc.split.SplitTrial;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.message.ReusableMessageFactory;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;

/** Which messages go as templates, and which as texts. */
class MessagesTest {
    private final SplitLayout split = SplitRecognition.of(
            PatternLayout.newBuilder()
                    .withConfiguration(new DefaultConfiguration())
                    .withCharset(UTF_8)
                    .withPattern("%m%n")
                    .build(),
            "test");
    private final SplitTrial trial = new SplitTrial(split.pattern());

    @Test
    void shouldWriteArgumentsOfKnownTemplateRaw() {
        final String before = "a template whose text is much longer than a number and an argument: {}";
        line(event(new ParameterizedMessage(before, 1)));
        line(event(new ParameterizedMessage(before, 2)));
        assertThat(line(event(new ParameterizedMessage(before, 3)))).endsWith("argument: 3\n");
        assertThat(lengthOfRecord(event(new ParameterizedMessage(before, 3)))).isLessThan(20);
        assertThat(lengthOfRecord(event(reusable(before, 4)))).isLessThan(20);
        assertThat(lengthOfRecord(event(new ParameterizedMessage(before, new StringBuilder("5")))))
                .isGreaterThan(before.length());
        assertThat(lengthOfRecord(event(new SimpleMessage(before)))).isGreaterThan(before.length());
    }

    @Test
    void shouldNotTakeTemplateApartWhosePlacesAreNotAsManyAsTheArguments() {
        for (final Object[] arguments : new Object[][] {{}, {1}, {1, 2, 3}}) {
            assertThat(Messages.TEMPLATES.segments("{} and {}", arguments.length))
                    .isNull();
        }
        assertThat(Messages.TEMPLATES.segments("{} and {} \\{}", 2)).containsExactly("", " and ", " {}");
    }

    @Test
    void shouldTakeTextOfEventOfAnotherThreadAsItWasMadeThere() {
        final Object[] arguments = {"first"};
        for (int i = 0; i < 3; i++) {
            final Message message = new ParameterizedMessage("it was {}", arguments);
            arguments[0] = "first";
            message.getFormattedMessage();
            arguments[0] = "changed";
            final LogEvent event = new Log4jLogEvent.Builder(event(message))
                    .setThreadId(Thread.currentThread().getId() + 1)
                    .build();
            assertThat(line(event)).isEqualTo("it was first\n");
        }
    }

    private String line(final LogEvent event) {
        return new String(split.lineOf(event, trial), UTF_8).replace(System.lineSeparator(), "\n");
    }

    private int lengthOfRecord(final LogEvent event) {
        final SplitEvent theOnlyOne = trial.begin();
        line(event);
        return theOnlyOne.length();
    }

    private static Message reusable(final String template, final Object argument) {
        return ReusableMessageFactory.INSTANCE.newMessage(template, argument);
    }

    private static LogEvent event(final Message message) {
        return Log4jLogEvent.newBuilder()
                .setLevel(Level.INFO)
                .setLoggerName("org.example.app.Service")
                .setThreadId(Thread.currentThread().getId())
                .setTimeMillis(1_720_000_000_000L)
                .setMessage(message)
                .build();
    }
}
