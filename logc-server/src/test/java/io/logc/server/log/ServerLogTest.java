package io.logc.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerLogTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ServerLog log = new ServerLog(new PrintStream(said, true, UTF_8));

    private List<String> lines() {
        return said.toString(UTF_8).lines().toList();
    }

    @Test
    void shouldNotLetOneKindOfWarningKeepAnotherOut() {
        for (int i = 0; i < 1000; i++) {
            log.seldom(" of noise", "noise " + i, "");
        }
        log.seldom("the disk is on fire");
        log.seldom(" of others", "another", "");
        assertThat(lines()).hasSize(Repetitions.MAX_IN_A_MINUTE + 2);
        assertThat(lines()).anyMatch(line -> line.endsWith("WARN the disk is on fire"));
        assertThat(lines()).anyMatch(line -> line.endsWith("WARN another"));
    }

    @Test
    void shouldTakeForTheSameWhatDiffersInItsDetailOnly() {
        for (int i = 7; i < 100; i++) {
            log.seldom(" of closed connections", "127.0.0.1: closed: makes no sense", ": length=" + i);
        }
        assertThat(lines()).singleElement().asString().endsWith("127.0.0.1: closed: makes no sense: length=7");
    }
}
