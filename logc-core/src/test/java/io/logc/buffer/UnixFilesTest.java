package io.logc.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class UnixFilesTest {
    @TempDir
    private Path temporary;

    @Test
    void shouldTurnLettersIntoBitsAndBack() {
        assertThat(UnixFiles.permissionBits("rw-r-----")).isEqualTo(0640);
        assertThat(UnixFiles.permissionBits("rwxrwxrwx")).isEqualTo(0777);
        assertThat(UnixFiles.permissionBits("---------")).isZero();
        assertThat(UnixFiles.permissionBits("")).isEqualTo(-1);
        assertThat(UnixFiles.permissions(0640)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(UnixFiles.permissions(0)).isEmpty();
    }

    @Test
    void shouldKnowAFileAgainAfterItWasRenamed() throws IOException {
        final Path file = Files.writeString(temporary.resolve("a"), "four");
        final UnixFiles.Stat before = UnixFiles.stat(file);

        final Path renamed = Files.move(file, temporary.resolve("b"));
        Files.createFile(file);

        assertThat(UnixFiles.stat(renamed).sameFile(before)).isTrue();
        assertThat(UnixFiles.stat(file).sameFile(before)).isFalse();
        assertThat(before.sameFile(null)).isFalse();
        assertThat(before.size()).isEqualTo(4);
        assertThat(before.links()).isEqualTo(1);
        assertThat(before.uid()).isEqualTo(UnixFiles.currentUid());
    }

    @Test
    void shouldFollowLinksOnlyWhenAsked() throws IOException {
        final Path file = Files.createFile(temporary.resolve("file"), UnixFiles.privateFile());
        final Path link = Files.createSymbolicLink(temporary.resolve("link"), file);
        final int uid = UnixFiles.currentUid();

        assertThat(UnixFiles.stat(link).isPrivateRegularFile(uid)).isFalse();
        assertThat(UnixFiles.statFollowing(link).isPrivateRegularFile(uid)).isTrue();
        assertThat(UnixFiles.stat(file).isPrivateRegularFile(uid + 1))
                .as("another user's")
                .isFalse();
    }
}
