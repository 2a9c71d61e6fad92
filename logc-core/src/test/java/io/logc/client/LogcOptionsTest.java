package io.logc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LogcOptionsTest {
    static Stream<Arguments> badValues() {
        return Stream.of(
                        bad(
                                "server",
                                LogcOptions::setServer,
                                "must be auto or none; auto is used",
                                "",
                                "yes",
                                "autonone",
                                null),
                        bad(
                                "bufferSize",
                                LogcOptions::setBufferSize,
                                "must be a power of two between 64 KB and 1 GB; 4 MB is used",
                                "",
                                "3 MB",
                                "65537",
                                "2 GB",
                                "-1",
                                "many",
                                "999999999999 GB",
                                null),
                        bad(
                                "flushInterval",
                                LogcOptions::setFlushInterval,
                                "must be a duration between 1 ms and 60 s, such as 100 ms; 100 ms is used",
                                "",
                                "0",
                                "61 s",
                                "2 min",
                                "soon",
                                null),
                        bad(
                                "whenFull",
                                LogcOptions::setWhenFull,
                                "must be block or drop; block is used",
                                "",
                                "wait",
                                null),
                        bad(
                                "maxBlock",
                                LogcOptions::setMaxBlock,
                                "must be a duration between 0 and 60 s, such as 1 s; 1 s is used",
                                "",
                                "-1",
                                "61 s",
                                "never",
                                null),
                        bad(
                                "filePermissions",
                                LogcOptions::setFilePermissions,
                                "must be nine letters such as rw-r-----; what the process's umask gives is used",
                                "644",
                                "rw-rw-rw",
                                "rwxrwxrwxx",
                                "wr-------"),
                        bad(
                                "bufferDirectory",
                                (options, value) -> options.setBufferDirectory(value.replace('?', '\0')),
                                "is no path: Nul character not allowed; the directory that logc chooses is used",
                                "/dev/?/shm"))
                .flatMap(arguments -> arguments);
    }

    private static Stream<Arguments> bad(
            final String option,
            final BiConsumer<LogcOptions, String> setter,
            final String remedy,
            final String... values) {
        return Stream.of(values).map(value -> Arguments.of(option, value, setter, remedy));
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("badValues")
    void shouldNameOptionValueAndRemedyOnce(
            final String option,
            final String value,
            final BiConsumer<LogcOptions, String> setter,
            final String remedy) {
        final LogcOptions options = withFile();

        setter.accept(options, value);

        assertThat(options.problems()).containsExactly(option + "=" + value + ": " + remedy);
        assertThat(options)
                .as("the default stays")
                .usingRecursiveComparison()
                .ignoringFields("problems")
                .isEqualTo(withFile());
    }

    @Test
    void shouldSayWhatIsUsedInTheEndWhenAnotherValueWasSetToo() {
        final LogcOptions options = withFile();
        options.setServer("none");
        options.setServer("yes");
        options.setBufferSize("3 MB");
        options.setBufferSize("64 KB");
        options.setFlushInterval("never");
        options.setFlushInterval("1500 ms");
        options.setWhenFull("drop");
        options.setWhenFull("wait");
        options.setMaxBlock("0");
        options.setMaxBlock("-1");
        options.setFilePermissions("rw-r-----");
        options.setFilePermissions("640");

        assertThat(options.problems())
                .extracting(problem -> problem.substring(problem.lastIndexOf(';')))
                .containsExactly(
                        "; none is used",
                        "; 64 KB is used",
                        "; 1500 ms is used",
                        "; drop is used",
                        "; 0 s is used",
                        "; rw-r----- is used");
    }

    @Test
    void shouldNotSayThatSomethingElseIsUsedWhenTheFileIsNoPath() {
        final LogcOptions options = new LogcOptions();
        options.setFile("a\0b");

        assertThat(options.problems())
                .hasSize(2)
                .contains("file=a?b: is no path: Nul character not allowed")
                .noneMatch(problem -> problem.endsWith(" is used"));
    }

    @Test
    void shouldTakeGoodValues() {
        final LogcOptions options = new LogcOptions();
        options.setFile(" logs/app.log ");
        options.setAppend(false);
        options.setServer(" NONE ");
        options.setBufferSize("1 MB");
        options.setBufferDirectory(" /dev/shm/x ");
        options.setFlushInterval("20 ms");
        options.setWhenFull("Drop");
        options.setMaxBlock("0");
        options.setAutoStart(false);
        options.setFilePermissions("rw-r-----");

        assertThat(options.problems()).isEmpty();
        assertThat(options.hasFile()).isTrue();
        assertThat(options.file()).isEqualTo("logs/app.log");
        assertThat(options.append()).isFalse();
        assertThat(options.serverAllowed()).isFalse();
        assertThat(options.bufferSize()).isEqualTo(1 << 20);
        assertThat(options.bufferDirectory()).isEqualTo(Path.of("/dev/shm/x"));
        assertThat(options.flushIntervalNs()).isEqualTo(20_000_000);
        assertThat(options.blockWhenFull()).isFalse();
        assertThat(options.maxBlockNs()).isZero();
        assertThat(options.autoStart()).isFalse();
        assertThat(options.filePermissions()).isEqualTo("rw-r-----");
    }

    @Test
    void shouldHaveTheDefaultsThatTheManualNames() {
        final LogcOptions options = withFile();

        assertThat(options.append()).isTrue();
        assertThat(options.serverAllowed()).isTrue();
        assertThat(options.bufferSize()).isEqualTo(4 * 1024 * 1024);
        assertThat(options.bufferDirectory()).isNull();
        assertThat(options.flushIntervalNs()).isEqualTo(100_000_000);
        assertThat(options.blockWhenFull()).isTrue();
        assertThat(options.maxBlockNs()).isEqualTo(1_000_000_000);
        assertThat(options.autoStart()).isTrue();
        assertThat(options.filePermissions()).isEmpty();
    }

    /** A file appender's own buffer size, left behind when only the class was changed, says nothing about a ring. */
    @Test
    void shouldTakeTheDefaultForAFileAppendersBufferSize() {
        final LogcOptions options = withFile();
        options.setBufferSize("1 MB");

        options.setBufferSize("8192");

        assertThat(options.problems()).isEmpty();
        assertThat(options.bufferSize()).isEqualTo(LogcOptions.DEFAULT_BUFFER_SIZE);
    }

    @Test
    void shouldTakeBothEndsOfTheRange() {
        final LogcOptions options = withFile();

        options.setBufferSize("64 KB");
        assertThat(options.bufferSize()).isEqualTo(64 * 1024);
        options.setBufferSize("1 GB");
        assertThat(options.bufferSize()).isEqualTo(1 << 30);
        options.setFlushInterval("1");
        options.setFlushInterval("60 s");
        options.setMaxBlock("1 min");
        assertThat(options.problems()).isEmpty();
    }

    @Test
    void shouldSayThatTheFileIsMissing() {
        for (final String none : new String[] {null, "", "  "}) {
            final LogcOptions options = new LogcOptions();
            options.setFile(none);

            assertThat(options.hasFile()).isFalse();
            assertThat(options.problems()).singleElement().asString().startsWith("file: not set");
            assertThatThrownBy(() -> LogcClient.open(options, FileTexts.none(), new RecordingStatus()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("file: not set");
        }
    }

    private static LogcOptions withFile() {
        final LogcOptions options = new LogcOptions();
        options.setFile("app.log");
        return options;
    }
}
