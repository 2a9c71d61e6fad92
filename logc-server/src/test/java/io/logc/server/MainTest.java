package io.logc.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line refuses, from wherever an option comes. */
@Timeout(60)
class MainTest {
    private static final int REFUSED = 2;

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path temporary;

    @Test
    void shouldRefuseAKeyThatIsNoOptionAndNameTheOneThatIsMeant() throws IOException {
        final Path file = write("alowed-roots=/var/log\nprot=3\nLOGC_MESSAGES_FILE=m.log\n");

        assertThat(serve(Map.of())).isEqualTo(REFUSED);

        assertThat(errors())
                .contains("WARN not started: " + file + ": alowed-roots: is no option; is allowed-roots meant?")
                .contains(file + ": prot: is no option; is port meant?")
                .contains(file + ": LOGC_MESSAGES_FILE: is no option; is messages-file meant?");
    }

    @Test
    void shouldNameTheOptionsThatThereAreWhenAKeyIsLikeNone() throws IOException {
        final Path file = write("frobnicate=1\n");

        assertThat(serve(Map.of())).isEqualTo(REFUSED);

        assertThat(errors())
                .contains(file
                        + ": frobnicate: is no option; remove it, or name one of these: acknowledge, allowed-roots,")
                .doesNotContain("help");
    }

    @Test
    void shouldRefuseAKeyThatIsNoOptionForEachCommandThatReadsTheFile() throws IOException {
        write("prot=3\n");

        assertThat(run(Map.of())).isEqualTo(REFUSED);
        assertThat(run(Map.of(), "stat")).isEqualTo(REFUSED);
        assertThat(run(Map.of(), "recover")).isEqualTo(REFUSED);
        assertThat(errors().lines()).hasSize(3).allMatch(line -> line.contains("is port meant?"));
    }

    @Test
    void shouldTakeAKeyThatIsAnOptionOfAnotherCommand() throws IOException {
        write("timeout=5\nidle-exit=9\nconnections=2\nlogc-server.recover.timeout=5\nbuffer-directory="
                + temporary.resolve("none") + "\n");

        assertThat(run(Map.of(), "recover")).isZero();

        assertThat(errors()).contains("nothing to recover: " + temporary.resolve("none"));
    }

    @Test
    void shouldHelpAndSendEvenWithAFileThatIsWrong() throws IOException {
        write("prot=3\n");

        assertThat(run(Map.of(), "serve", "--help")).isZero();
        assertThat(run(Map.of("LOGC_CONFIG", "missing"), "send")).isEqualTo(REFUSED);

        assertThat(errors()).startsWith("send: name the messages").doesNotContain("prot", "LOGC_CONFIG");
    }

    @Test
    void shouldRefuseANamedFileThatCannotBeRead() throws IOException {
        final Path missing = temporary.resolve("missing");

        assertThat(serve(Map.of("LOGC_CONFIG", missing.toString()))).isEqualTo(REFUSED);
        assertThat(serve(Map.of("LOGC_CONFIG", temporary.toString()))).isEqualTo(REFUSED);

        assertThat(errors().lines())
                .hasSize(2)
                .anyMatch(line -> line.endsWith("WARN not started: LOGC_CONFIG=" + missing + ": there is no such file;"
                        + " let it name a properties file that can be read, or unset it"))
                .anyMatch(line -> line.contains("LOGC_CONFIG=" + temporary + ": is a directory, not a file; "));
    }

    @Test
    void shouldRefuseAFileThatMayNotBeReadWhetherItIsNamedOrNot() throws IOException {
        final Path file = write("port=0\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "root reads everything");

        assertThat(serve(Map.of())).isEqualTo(REFUSED);
        assertThat(serve(Map.of("LOGC_CONFIG", file.toString()))).isEqualTo(REFUSED);

        assertThat(errors())
                .contains("not started: " + file + ": may not be read by this process's user; make it readable")
                .contains("not started: LOGC_CONFIG=" + file + ": may not be read by this process's user; let it");
    }

    @Test
    void shouldTakeTheFileThatIsNamedAndNotTheOneOfTheWorkingDirectory() throws IOException {
        write("prot=3\n");
        final Path named = Files.writeString(
                temporary.resolve("named"), "buffer-directory=" + temporary.resolve("elsewhere") + "\n");

        assertThat(run(Map.of("LOGC_CONFIG", named.toString()), "recover")).isZero();

        assertThat(errors()).contains("nothing to recover: " + temporary.resolve("elsewhere"));
    }

    @Test
    void shouldDoWithoutAFileWhenNoneIsNamed() {
        final Map<String, String> environment = Map.of(
                "LOGC_CONFIG",
                "",
                "LOGC_BUFFER_DIRECTORY",
                temporary.resolve("none").toString());

        assertThat(run(environment, "recover")).isZero();
    }

    @Test
    void shouldRefuseAllowedRootsThatNameNothing() throws IOException {
        final String remedy = "names no directory, or an empty one; name one, or leave the option out to allow all";

        assertThat(serve(Map.of(), "--allowed-roots=")).isEqualTo(REFUSED);
        assertThat(serve(Map.of(), "--allowed-roots", "")).isEqualTo(REFUSED);
        assertThat(serve(Map.of(), "--allowed-roots=," + temporary)).isEqualTo(REFUSED);
        Files.createDirectory(temporary.resolve("buffers"), privately());
        assertThat(run(Map.of(), "recover", buffers(), "--allowed-roots=")).isEqualTo(REFUSED);
        write("allowed-roots=\n");
        assertThat(serve(Map.of())).isEqualTo(REFUSED);

        assertThat(errors().lines()).hasSize(5).allMatch(line -> line.contains(remedy));
        assertThat(errors())
                .contains("WARN not started: allowed-roots=: ")
                .contains("WARN not recovered: allowed-roots=: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void shouldRefuseVariablesThatProtectNothingBecauseTheyAreEmpty(final String value) throws IOException {
        Files.createDirectory(temporary.resolve("buffers"), privately());
        final Map<String, String> roots = Map.of("LOGC_ALLOWED_ROOTS", value);
        assertThat(serve(roots)).isEqualTo(REFUSED);
        assertThat(run(roots, "recover", buffers())).isEqualTo(REFUSED);
        assertThat(errors())
                .contains("WARN not started: allowed-roots=" + value + ": names no directory, or an empty one;")
                .contains("WARN not recovered: allowed-roots=" + value + ": names no directory, or an empty one;");

        final String file = "--messages-file=" + temporary.resolve("m.log");
        for (final String option : List.of("users", "tls-certificate", "tls-key", "tls-client-ca")) {
            final String variable = "LOGC_" + option.replace('-', '_').toUpperCase(Locale.ROOT);
            assertThat(serve(Map.of(variable, value), file)).isEqualTo(REFUSED);
            assertThat(errors())
                    .contains("WARN not started: " + option + "=" + value
                            + ": names no file; name one, or leave the option out");
        }
    }

    @Test
    void shouldTakeOtherVariablesThatAreEmptyAsUnset() {
        final Map<String, String> empty =
                Map.of("LOGC_BUFFER_DIRECTORY", "", "LOGC_TIMEOUT", " ", "LOGC_IDLE_EXIT", "");

        assertThat(run(empty, "recover", buffers())).isZero();
    }

    @Test
    void shouldRefuseAPortThatIsNone() throws IOException {
        assertThat(serve(Map.of(), "--port=99999")).isEqualTo(REFUSED);
        assertThat(serve(Map.of(), "--port=-1")).isEqualTo(REFUSED);

        assertThat(errors())
                .contains("WARN not started: port=99999: must be between 0 and 65535")
                .contains("WARN not started: port=-1: must be between 0 and 65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "31536001", "99999999999", "9223372036854775807", "-9223372036854775808"})
    void shouldRefuseATimeThatIsNone(final String value) throws IOException {
        final String remedy = "=" + value + ": must be between 0 and 31536000 seconds";
        Files.createDirectory(temporary.resolve("buffers"), privately());

        assertThat(serve(Map.of(), "--idle-exit=" + value)).isEqualTo(REFUSED);
        assertThat(run(Map.of(), "recover", buffers(), "--timeout=" + value)).isEqualTo(REFUSED);
        assertThat(serve(Map.of("LOGC_IDLE_EXIT", value))).isEqualTo(REFUSED);

        assertThat(errors().lines())
                .hasSize(3)
                .anyMatch(line -> line.endsWith("WARN not started: idle-exit" + remedy))
                .anyMatch(line -> line.endsWith("WARN not recovered: timeout" + remedy));
    }

    @Test
    void shouldTakeTheShortestAndTheLongestTime() throws IOException {
        Files.createDirectory(temporary.resolve("buffers"), privately());

        assertThat(run(Map.of(), "recover", buffers(), "--timeout=0")).isZero();
        assertThat(run(Map.of(), "recover", buffers(), "--timeout=31536000")).isZero();
    }

    @Test
    void shouldSayWhyAFileCannotBeUsed() throws IOException {
        final Path file = Files.createFile(temporary.resolve("file"));

        assertThat(serve(Map.of(), "--messages-file=" + file.resolve("m.log"))).isEqualTo(REFUSED);

        assertThat(errors()).contains("WARN not started: " + file + ": is there already");
    }

    @Test
    void shouldRefuseAMessagesFileThatIsNone() throws IOException, InterruptedException {
        final Path pipe = temporary.toRealPath().resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        final String remedy = "; name a regular file, or one that is not there yet";

        for (final String none : List.of("", pipe.toString(), temporary.toString(), "/dev/null")) {
            assertThat(serve(Map.of(), "--messages-file=" + none, "--message-port=0", "--line-port=-1"))
                    .isEqualTo(REFUSED);
        }

        assertThat(errors().lines())
                .anyMatch(line -> line.endsWith("WARN not started: messages-file=: names no file; name the file for the"
                        + " messages, or leave it out to take none"))
                .anyMatch(line -> line.endsWith(
                        "WARN not started: messages-file=" + pipe + ": is a pipe, a socket or a device" + remedy))
                .anyMatch(line ->
                        line.endsWith("WARN not started: messages-file=" + temporary + ": is a directory" + remedy))
                .anyMatch(line -> line.endsWith(
                        "WARN not started: messages-file=/dev/null: is a pipe, a socket or a device" + remedy));
    }

    private static FileAttribute<?> privately() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    }

    private String buffers() {
        return "--buffer-directory=" + temporary.resolve("buffers");
    }

    private int serve(final Map<String, String> environment, final String... arguments) {
        final String[] all = new String[arguments.length + 2];
        all[0] = "serve";
        all[1] = buffers();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return run(environment, all);
    }

    private int run(final Map<String, String> environment, final String... arguments) {
        return Main.run(environment, temporary, arguments);
    }

    private Path write(final String content) throws IOException {
        return Files.writeString(temporary.resolve("logc.properties"), content);
    }

    private String errors() {
        return streams.errors().toString(UTF_8);
    }
}
