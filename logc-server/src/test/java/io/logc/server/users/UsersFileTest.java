package io.logc.server.users;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersFileTest {
    private static final String UUID_TEXT = "0b54a2c1-9d0e-4a6b-8f00-1234567890ab";

    @TempDir
    private Path temporary;

    @Test
    void shouldReadNamesSecretsClientsAndFilesWhenTheFileIsSound() throws IOException {
        final Map<String, User> users = parse("# who may send\n\n"
                + "alice secret=s3cr3t-with-#-and-/ clients=sensor-*,gate file=alice.log  # the boss\r\n"
                + "\tb\u00F6b \t clients=" + UUID_TEXT.toUpperCase(java.util.Locale.ROOT) + "\n"
                + "carol file=/var/log/carol.log\n"
                + "dave clients=*");

        assertThat(users).containsOnlyKeys("alice", "b\u00F6b", "carol", "dave");
        final User alice = users.get("alice");
        assertThat(alice.name()).isEqualTo("alice");
        assertThat(alice.isProvenBy("s3cr3t-with-#-and-/".getBytes(UTF_8))).isTrue();
        assertThat(alice.isProvenBy("s3cr3t-with-#-and-".getBytes(UTF_8))).isFalse();
        assertThat(alice.isProvenBy(new byte[0])).isFalse();
        assertThat(alice.file()).isEqualTo(temporary.resolve("alice.log"));
        assertThat(users.get("carol").file()).isEqualTo(Path.of("/var/log/carol.log"));
        assertThat(users.get("dave").file()).isNull();
        assertThat(users.get("dave").hasSecret()).isFalse();
        assertThat(users.get("dave").isProvenBy(new byte[0])).isFalse();
    }

    @Test
    void shouldAllowTheOwnNameAndWhatClientsListsAndNothingElse() throws IOException {
        final Map<String, User> users = parse("alice clients=sensor-*,gate," + UUID_TEXT + "\nbob\ndave clients=*\n");

        final User alice = users.get("alice");
        assertThat(alice.mayWriteAs("alice")).isTrue();
        assertThat(alice.mayWriteAs("sensor-")).isTrue();
        assertThat(alice.mayWriteAs("sensor-7")).isTrue();
        assertThat(alice.mayWriteAs("gate")).isTrue();
        assertThat(alice.mayWriteAs(UUID_TEXT)).isTrue();
        assertThat(alice.mayWriteAs("gate2")).isFalse();
        assertThat(alice.mayWriteAs("Gate")).isFalse();
        assertThat(alice.mayWriteAs("sensor")).isFalse();
        assertThat(alice.mayWriteAs("bob")).isFalse();
        assertThat(alice.mayWriteAs("")).isFalse();
        assertThat(users.get("bob").mayWriteAs("bob")).isTrue();
        assertThat(users.get("bob").mayWriteAs("alice")).isFalse();
        assertThat(users.get("dave").mayWriteAs("whoever")).isTrue();
        assertThat(User.NOBODY.mayWriteAs("")).isFalse();
    }

    @Test
    void shouldKnowAUuidInCapitalsAsItsCanonicalText() throws IOException {
        final Map<String, User> users = parse("b clients=" + UUID_TEXT.toUpperCase(java.util.Locale.ROOT));

        assertThat(users.get("b").mayWriteAs(UUID_TEXT)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alice hunter2                  | word 2 is none of secret=TEXT, clients=ID,ID* and file=PATH",
                "alice secert=hunter2           | word 2 is none of secret=TEXT, clients=ID,ID* and file=PATH",
                "alice secret=x secret=hunter2  | word 3 is none of",
                "secret=hunter2 name            | must begin with the user's name",
                "alice/hunter2                  | must begin with the user's name",
                "alice:hunter2                  | must begin with the user's name",
                "alice secret=                  | the secret has 0 bytes; it must have 1 to 256",
                "alice secret=hunter2:x         | the secret must not contain a colon",
                "alice clients=                 | a client id has 0 bytes; it must have 1 to 64",
                "alice clients=a,,b             | a client id has 0 bytes; it must have 1 to 64",
                "alice clients=a*b              | in a client id * may only stand at its end",
                "alice file=                    | file= must name a file",
            })
    void shouldNameTheLineAndNeverTheWordWhenALineIsWrong(final String line, final String words) {
        assertThatThrownBy(() -> parse("bob\n# comment\n" + line.strip() + "\n"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(temporary.resolve("users") + ", line 3: ")
                .hasMessageContaining(words)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void shouldReadNoMoreThanItMayHaveOfWhatHasNoEnd() {
        assertThatThrownBy(() -> UsersFile.read(Path.of("/dev/zero")))
                .isInstanceOf(IOException.class)
                .hasMessage("/dev/zero: has more than 16777216 bytes");
    }

    @Test
    void shouldNameBothLinesWhenAUserStandsTwice() {
        assertThatThrownBy(() -> parse("bob\nalice\nbob clients=x\n"))
                .hasMessageContaining("line 3: has the user of line 1 again");
    }

    @Test
    void shouldRefuseNamesThatAreTooLongOrHoldControlCharacters() {
        assertThatThrownBy(() -> parse("a".repeat(65)))
                .hasMessageContaining("line 1: the user's name has 65 bytes; it must have 1 to 64");
        assertThatThrownBy(() -> parse("a\u0007b")).hasMessageContaining("must not contain control characters");
        assertThatThrownBy(() -> parse("a secret=" + "s".repeat(257))).hasMessageContaining("has 257 bytes");
    }

    @Test
    void shouldNameTheLineWhenItIsNotUtf8() {
        assertThatThrownBy(() -> UsersFile.parse(temporary.resolve("users"), "bob\nb\u00F6b\n".getBytes(ISO_8859_1)))
                .hasMessageContaining("line 2: is not UTF-8");
    }

    @Test
    void shouldRefuseAFileWithoutUsers() {
        assertThatThrownBy(() -> parse("# nobody\n\n")).hasMessageContaining("names no user");
    }

    @Test
    void shouldPassOverAByteOrderMark() throws IOException {
        assertThat(parse("\uFEFFbob\n")).containsOnlyKeys("bob");
    }

    @ParameterizedTest
    @CsvSource({"rw-r-----", "rw----r--", "rw--w----"})
    void shouldRefuseSecretsThatOthersCanReadOrChange(final String permissions) throws IOException {
        final Path file = write("bob secret=hunter2\n", permissions);

        assertThatThrownBy(() -> UsersFile.read(file))
                .hasMessage(
                        file + ": holds secrets, and others than its owner may read or write it: chmod 600 " + file);
    }

    @Test
    void shouldLetOthersReadAFileWithoutSecretsButNotWriteIt() throws IOException {
        assertThat(UsersFile.read(write("bob\n", "rw-r--r--"))).containsOnlyKeys("bob");

        final Path file = write("bob\n", "rw-rw-r--");
        assertThatThrownBy(() -> UsersFile.read(file)).hasMessageContaining("chmod go-w " + file);
    }

    @Test
    void shouldSayWhatIsWrongWhenTheFileIsMissingOrADirectory() {
        assertThatThrownBy(() -> UsersFile.read(temporary.resolve("none")))
                .hasMessage(temporary.resolve("none") + ": there is no such file");
        assertThatThrownBy(() -> UsersFile.read(temporary)).hasMessage(temporary + ": is a directory, not a file");
    }

    private Path write(final String content, final String permissions) throws IOException {
        final Path file = Files.writeString(temporary.resolve("users"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private Map<String, User> parse(final String content) throws IOException {
        return UsersFile.parse(temporary.resolve("users"), content.getBytes(UTF_8));
    }
}
