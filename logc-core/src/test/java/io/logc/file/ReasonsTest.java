package io.logc.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReasonsTest {
    @TempDir
    private Path temporary;

    @Test
    void shouldSayWhatTheExceptionOfAFileLeavesToItsClass() {
        final Path missing = temporary.resolve("missing");

        assertThat(Reasons.of(catchThrowable(() -> Files.readAllBytes(missing))))
                .isEqualTo(missing + ": no such file or directory");
        assertThat(Reasons.of(catchThrowable(() -> Files.createDirectory(temporary))))
                .isEqualTo(temporary + ": is there already");
        assertThat(Reasons.of(new AccessDeniedException("m.log"))).isEqualTo("m.log: permission denied");
        assertThat(Reasons.of(new DirectoryNotEmptyException("logs"))).isEqualTo("logs: DirectoryNotEmptyException");
    }

    @Test
    void shouldLeaveAReasonAsItIs() {
        assertThat(Reasons.of(new FileSystemException("m.log", null, "No space left on device")))
                .isEqualTo("m.log: No space left on device");
        assertThat(Reasons.of(new AccessDeniedException("m.log", null, "is sealed")))
                .isEqualTo("m.log: is sealed");
        assertThat(Reasons.of(new IOException("m.log: remove it"))).isEqualTo("m.log: remove it");
    }

    @Test
    void shouldNeverSayNull() {
        assertThat(Reasons.of(new IOException())).isEqualTo("java.io.IOException");
        assertThat(Reasons.of(new AccessDeniedException(null))).isEqualTo("permission denied");
    }
}
