package io.logc.logback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What GraalVM is told of this module must be true: a wrong name there is ignored in silence. */
class NativeImageMetadataTest {
    private static final String RESOURCE = "/META-INF/native-image/io.logc/logc-logback-appender/reflect-config.json";

    @Test
    void shouldNameOnlyClassesThatExistAndLetJoranUseThem() throws Exception {
        final List<Class<?>> named = new ArrayList<>();
        final Matcher name =
                Pattern.compile("\"name\"\\s*:\\s*\"([\\w.$]+\\.[\\w.$]+)\"").matcher(metadata());
        while (name.find()) {
            named.add(Class.forName(name.group(1)));
        }

        assertThat(named).containsExactly(LogcAppender.class, LoggingEvent.class);
        // The <init> without parameters.
        assertThat(LogcAppender.class.getConstructor().newInstance()).isNotNull();
    }

    @Test
    void shouldNameTheFieldThatTellsWhetherAMessageWasMade() throws Exception {
        assertThat(metadata()).contains("\"fields\": [{ \"name\": \"formattedMessage\" }]");
        assertThat(LoggingEvent.class.getDeclaredField("formattedMessage").getType())
                .isEqualTo(String.class);
    }

    @Test
    void shouldOpenAllPublicMethodsBecauseJoranReadsThemAll() throws IOException {
        assertThat(metadata()).contains("\"allPublicMethods\": true", "\"<init>\"");
    }

    private static String metadata() throws IOException {
        try (InputStream resource = NativeImageMetadataTest.class.getResourceAsStream(RESOURCE)) {
            return new String(resource.readAllBytes(), UTF_8);
        }
    }
}
