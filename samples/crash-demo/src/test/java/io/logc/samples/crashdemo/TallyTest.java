package io.logc.samples.crashdemo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TallyTest {
    @TempDir
    private Path directory;

    private Path progressFile;
    private Path logFile;
    private Progress progress;
    private final Tally tally = new Tally();

    @BeforeEach
    void createProgress() throws IOException {
        progressFile = directory.resolve("logc-1.progress");
        logFile = directory.resolve("logc-1.log");
        progress = Progress.create(progressFile, 2);
    }

    @Test
    void shouldFindNothingWrongWhenEachLineIsThereOnce() throws IOException {
        returned(2, 1);

        count(line(0, 1) + line(1, 1) + line(0, 2));

        assertThat(tally.isComplete()).isTrue();
        assertThat(tally.returned()).isEqualTo(3);
        assertThat(tally.lines()).isEqualTo(3);
    }

    @Test
    void shouldAcceptTheLineOfTheInterruptedCall() throws IOException {
        returned(1, 1);

        count(line(0, 1) + line(0, 2) + line(1, 1));

        assertThat(tally.isComplete()).isTrue();
    }

    @Test
    void shouldCountLostLinesBeforeAndAfterTheLastOne() throws IOException {
        returned(5, 3);

        count(line(0, 1) + line(0, 4) + line(1, 1) + line(1, 2));

        assertThat(tally.lost()).isEqualTo(4);
        assertThat(tally.lostBeforeLast()).isEqualTo(2);
        assertThat(tally.isComplete()).isFalse();
    }

    @Test
    void shouldCountAllAsLostWhenThereIsNoFile() throws IOException {
        returned(5, 3);

        tally.add(progressFile, logFile);

        assertThat(tally.lost()).isEqualTo(8);
        assertThat(tally.lostBeforeLast()).isZero();
    }

    @Test
    void shouldCountDoubledLines() throws IOException {
        returned(1, 1);

        count(line(0, 1) + line(1, 1) + line(0, 1));

        assertThat(tally.doubled()).isEqualTo(1);
        assertThat(tally.isComplete()).isFalse();
    }

    @Test
    void shouldCountTornLines() throws IOException {
        returned(1, 1);
        final String first = line(0, 1);

        count(first + line(1, 1) + first.substring(30) + first.replace("taken", "token") + "\n" + "\0\0");

        assertThat(tally.torn()).isEqualTo(4);
        assertThat(tally.lost()).isZero();
        assertThat(tally.isComplete()).isFalse();
    }

    @Test
    void shouldCountALineWithoutItsEndAsTorn() throws IOException {
        returned(1, 1);

        count(line(0, 1) + line(1, 1).stripTrailing());

        assertThat(tally.torn()).isEqualTo(1);
        assertThat(tally.lost()).isEqualTo(1);
    }

    @Test
    void shouldCountALineThatWasNeverLoggedAsTorn() throws IOException {
        returned(1, 1);

        count(line(0, 1) + line(1, 1) + line(0, 3) + line(2, 1));

        assertThat(tally.torn()).isEqualTo(2);
    }

    @Test
    void shouldSumDurationsOfAllThreads() throws IOException {
        returned(1, 1);
        progress.took(0, 1_000);
        progress.took(1, 2_000);

        count(line(0, 1) + line(1, 1));

        assertThat(tally.quantileNs(0.5)).isBetween(1_000L, 1_031L);
        assertThat(tally.quantileNs(1)).isBetween(2_000L, 2_062L);
    }

    private void returned(final long lastOfFirst, final long lastOfSecond) {
        progress.returned(0, lastOfFirst);
        progress.returned(1, lastOfSecond);
    }

    private void count(final String content) throws IOException {
        Files.writeString(logFile, content);
        tally.add(progressFile, logFile);
    }

    private static String line(final int thread, final long sequence) {
        final String text = EventLine.text(sequence);
        return "2026-11-21 12:00:00,000 [app-" + thread + "] INFO  orders - " + sequence + " " + text + ", crc "
                + EventLine.crc(thread, sequence, text) + "\n";
    }
}
