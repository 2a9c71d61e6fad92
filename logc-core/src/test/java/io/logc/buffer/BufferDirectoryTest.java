package io.logc.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.buffer.BufferDirectory.BufferName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class BufferDirectoryTest {
    private static final String KEY = "0123456789abcdef";

    @TempDir
    private Path temporary;

    @Test
    void shouldCreateTheDirectoryAndItsParentsForTheUserAlone() throws IOException {
        final Path path = temporary.resolve("a/b/buffers");

        final BufferDirectory directory = BufferDirectory.open(path);

        assertThat(directory.path()).isEqualTo(path.toRealPath());
        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void shouldOpenItsOwnDirectoryAgain() throws IOException {
        final Path path = temporary.resolve("buffers");

        assertThat(BufferDirectory.open(path).path())
                .isEqualTo(BufferDirectory.open(path).path());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwx--x---", "rwx---r--", "rwxr-x---"})
    void shouldRefuseADirectoryThatOthersMayUse(final String permissions) throws IOException {
        final Path path = Files.createDirectory(temporary.resolve("buffers"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> BufferDirectory.open(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("mode 0700")
                .hasMessageContaining("bufferDirectory");
    }

    @Test
    void shouldRefuseASymbolicLink() throws IOException {
        final Path real = Files.createDirectory(temporary.resolve("real"), UnixFiles.privateDirectory());
        final Path link = Files.createSymbolicLink(temporary.resolve("link"), real);

        assertThatThrownBy(() -> BufferDirectory.open(link)).hasMessageContaining("must be a directory of this user");
    }

    @Test
    void shouldRefuseADanglingLinkAndCreateNothingBehindIt() throws IOException {
        final Path missing = temporary.resolve("missing");
        final Path link = Files.createSymbolicLink(temporary.resolve("link"), missing);

        assertThatThrownBy(() -> BufferDirectory.open(link)).isInstanceOf(IOException.class);
        assertThat(missing).doesNotExist();
    }

    @Test
    void shouldRefuseAFile() throws IOException {
        final Path file = Files.createFile(temporary.resolve("file"), UnixFiles.privateFile());

        assertThatThrownBy(() -> BufferDirectory.open(file)).hasMessageContaining("must be a directory of this user");
    }

    @Test
    void shouldNameTheUserInTheDefaultPlace() throws IOException {
        assertThat(BufferDirectory.defaultPath().getFileName()).hasToString("logc-" + UnixFiles.currentUid());
    }

    @Test
    void shouldDeriveTheKeyFromTheHashOfThePath() {
        // The first eight bytes of the SHA-256 of "/logs/app.log", which files of older versions are named by.
        assertThat(BufferDirectory.keyOf(Path.of("/logs/app.log"))).isEqualTo("1ee40b92eb3b65f7");
        assertThat(BufferDirectory.keyOf(Path.of("/logs/app.log2"))).isNotEqualTo("1ee40b92eb3b65f7");
    }

    @Test
    void shouldNameEverythingAfterKeyAndGeneration() throws IOException {
        final BufferDirectory directory = BufferDirectory.open(temporary.resolve("buffers"));
        final BufferName name = new BufferName(KEY, 12);

        assertThat(directory.buffer(name).getFileName()).hasToString(KEY + "-12.buffer");
        assertThat(directory.ownerLock(name).getFileName()).hasToString(KEY + "-12.owner");
        assertThat(directory.consumerLock(name).getFileName()).hasToString(KEY + "-12.consumer");
        assertThat(directory.journal(KEY).getFileName()).hasToString(KEY + ".journal");
        assertThat(directory.writerLock(KEY).getFileName()).hasToString(KEY + ".writer");
        assertThat(BufferName.parse(name.toString())).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789abcdef-1.buffer.corrupt",
                "0123456789abcdef-1.owner",
                "0123456789ABCDEF-1.buffer",
                "0123456789abcde-1.buffer",
                "0123456789abcdef--1.buffer",
                "0123456789abcdef-.buffer",
                "0123456789abcdef-1234567890123456789.buffer",
                "../0123456789abcdef-1.buffer",
                "0123456789abcdef-1.buffer\n",
            })
    void shouldNotTakeAnotherNameForABuffers(final String name) {
        assertThat(BufferName.parse(name)).isNull();
    }

    @Test
    void shouldListBuffersByGenerationAndNothingElse() throws IOException {
        final BufferDirectory directory = BufferDirectory.open(temporary.resolve("buffers"));
        for (final String name : new String[] {
            KEY + "-10.buffer",
            KEY + "-9.buffer",
            "fedcba9876543210-3.buffer",
            KEY + "-2.buffer.corrupt",
            KEY + "-2.owner",
            KEY + ".journal",
            "server",
            "x.buffer"
        }) {
            Files.createFile(directory.path().resolve(name));
        }

        assertThat(directory.buffers(KEY)).containsExactly(new BufferName(KEY, 9), new BufferName(KEY, 10));
        assertThat(directory.buffers(null))
                .containsExactly(
                        new BufferName("fedcba9876543210", 3), new BufferName(KEY, 9), new BufferName(KEY, 10));
    }

    @Test
    void shouldListOwnersLocksWhoseBufferIsMissing() throws IOException {
        final BufferDirectory directory = BufferDirectory.open(temporary.resolve("buffers"));
        final BufferName complete = new BufferName(KEY, 1);
        final BufferName stray = new BufferName(KEY, 2);
        Files.createFile(directory.buffer(complete));
        Files.createFile(directory.ownerLock(complete));
        Files.createFile(directory.ownerLock(stray));
        Files.createFile(directory.path().resolve("other.owner"));

        assertThat(directory.strayLocks(null)).containsExactly(stray);
    }
}
