package io.logc.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** Whatever stands in the file {@code server}, reading it ends with a usable description or with an IOException. */
class ServerFileFuzzTest {
    private static final Path FILE = Path.of("server").toAbsolutePath();
    private static final String SOUND = "port=4567\npid=12\nprotocol=1\nsecret=" + "0f".repeat(32) + "\n";

    @FuzzTest(maxDuration = "5s")
    void shouldReadOrRefuseWhateverStandsInTheFile(final FuzzedDataProvider data) throws IOException {
        write(content(data));
        try {
            final ServerFile server = ServerFile.read(FILE);
            assertThat(server.port()).isBetween(1, 65_535);
            assertThat(server.secret()).hasSize(32);
        } catch (final IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    /** Otherwise there would be nothing but refusals to see. */
    @Test
    void shouldReadASoundFile() throws IOException {
        write(SOUND.getBytes(StandardCharsets.US_ASCII));

        assertThat(ServerFile.read(FILE).port()).isEqualTo(4567);
    }

    private static void write(final byte[] content) throws IOException {
        Files.deleteIfExists(FILE);
        if (File.separatorChar == '/') {
            Files.createFile(FILE, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(FILE, content);
    }

    private static byte[] content(final FuzzedDataProvider data) {
        if (data.consumeBoolean()) {
            return data.consumeRemainingAsBytes();
        }
        final byte[] bytes = SOUND.getBytes(StandardCharsets.US_ASCII);
        for (int changes = data.consumeInt(1, 4); changes > 0; changes--) {
            bytes[data.consumeInt(0, bytes.length - 1)] = data.consumeByte();
        }
        return bytes;
    }
}
