package io.logc.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerFileTest {
    private static final String SECRET = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void namePath() {
        path = directory.resolve("server");
    }

    @Test
    void shouldReadBackWhatItWrote() throws IOException {
        final ServerFile written = ServerFile.forThisProcess(4567);

        written.write(path);

        assertThat(ServerFile.read(path)).usingRecursiveComparison().isEqualTo(written);
        assertThat(written.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(written.secret()).hasSize(32);
    }

    @Test
    void shouldWriteAPropertiesFile() throws IOException {
        new ServerFile(4567, 99, HexFormat.of().parseHex(SECRET)).write(path);

        assertThat(path).hasContent("port=4567\npid=99\nprotocol=1\nsecret=" + SECRET + "\n");
    }

    @Test
    void shouldMakeANewSecretForEachStart() {
        assertThat(ServerFile.forThisProcess(1).secret())
                .isNotEqualTo(ServerFile.forThisProcess(1).secret());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldBeReadableByItsUserAlone() throws IOException {
        Files.writeString(directory.resolve("server.new"), "left behind, readable by all");
        Files.setPosixFilePermissions(directory.resolve("server.new"), PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.writeString(path, "old");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));

        ServerFile.forThisProcess(4567).write(path);

        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(directory.resolve("server.new")).doesNotExist();
    }

    @Test
    void shouldSayThatThereIsNoServerWhenThereIsNoFile() throws IOException {
        assertThat(ServerFile.read(path)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "port=4567",
                "port=0\nsecret=" + SECRET,
                "port=65536\nsecret=" + SECRET,
                "port=-1\nsecret=" + SECRET,
                "port=x\nsecret=" + SECRET,
                "port=4567\nsecret=",
                "port=4567\nsecret=0011",
                "port=4567\nsecret=zz",
                "port=4567\npid=none\nsecret=" + SECRET,
                "port=\\u00",
            })
    void shouldNameTheFileAndTheRemedyWhenItMakesNoSense(final String content) throws IOException {
        writePrivately(content.getBytes(ISO_8859_1));

        assertThatThrownBy(() -> ServerFile.read(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("restart the server");
    }

    @Test
    void shouldRefuseAFileOfAnyLength() throws IOException {
        writePrivately(new byte[5000]);

        assertThatThrownBy(() -> ServerFile.read(path)).hasMessageContaining("too long");
    }

    @Test
    void shouldAnswerGarbageWithNothingButAnIoException() throws IOException {
        final Random random = new Random(815);
        for (int round = 0; round < 1000; round++) {
            final byte[] bytes = ("port=4567\npid=99\nsecret=" + SECRET + "\n").getBytes(ISO_8859_1);
            for (int i = 0; i < 6; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            writePrivately(bytes);
            try {
                assertThat(ServerFile.read(path).secret()).hasSize(32);
            } catch (final IOException expected) {
                assertThat(expected).message().isNotBlank();
            }
        }
    }

    private void writePrivately(final byte[] content) throws IOException {
        Files.deleteIfExists(path);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(path, content);
    }
}
