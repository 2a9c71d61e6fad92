package io.logc.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A clock that jumps cannot change what logc does, because nothing that it decides is read from one. Only what people read
 * has a date: the server's own messages, the texts that a framework renders for the head of a file, and the ledger of messages.
 * What a certificate says of its own time is the one exception.
 */
class WallClockTest {
    private static final Pattern WALL_CLOCK =
            Pattern.compile("currentTimeMillis|Instant\\.now|Date(Time)?\\.now|Time\\.now|\\bClock\\.|new Date\\(");

    private static final List<String> FOR_PEOPLE =
            List.of("ServerLog.java", "EncoderTexts.java", "LayoutTexts.java", "LogFileWriter.java", "Tls.java");

    /** One of many moments at which a pattern's dates are tried. */
    private static final List<String> AS_A_SAMPLE = List.of("DateCheck.java", "DateRecognition.java");

    @Test
    void shouldDecideNothingByTheWallClock() throws IOException {
        final Path root = Path.of(System.getProperty("logc.root"));
        final List<String> uses = new ArrayList<>();
        int files = 0;
        for (final String module :
                List.of("logc-core", "logc-server", "logc-logback-appender", "logc-log4j2-appender")) {
            try (Stream<Path> sources = Files.walk(root.resolve(module).resolve("src/main/java"))) {
                for (final Path source : sources.filter(file -> file.toString().endsWith(".java"))
                        .toList()) {
                    files++;
                    if (WALL_CLOCK.matcher(Files.readString(source)).find()) {
                        uses.add(source.getFileName().toString());
                    }
                }
            }
        }
        assertThat(files).isGreaterThan(80);
        uses.removeAll(AS_A_SAMPLE);
        assertThat(uses).containsExactlyInAnyOrderElementsOf(FOR_PEOPLE);
    }
}
