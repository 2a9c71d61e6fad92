package io.logc.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel tells of a file that goes in the moment of the look: it has no link any more. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class PrivateFilesTest {
    /** Enough to meet a file that has just gone, which fails without the care that is tested. */
    private static final int LOOKS = 30_000;

    @TempDir
    private Path directory;

    @Test
    void shouldSayThatAFileIsGoneWhenItGoesInTheMomentOfTheLook() throws Exception {
        final Path file = directory.resolve("owner");
        final AtomicBoolean isOver = new AtomicBoolean();
        final FutureTask<Void> comingAndGoing = new FutureTask<>(() -> {
            while (!isOver.get()) {
                PrivateFiles.open(file, true).close();
                Files.delete(file);
            }
            return null;
        });
        new Thread(comingAndGoing, "coming and going").start();
        final Set<String> refusals = new HashSet<>();
        int seen = 0;
        int gone = 0;
        try {
            for (int i = 0; i < LOOKS; i++) {
                try {
                    PrivateFiles.check(file);
                    seen++;
                } catch (final NoSuchFileException notThere) {
                    gone++;
                } catch (final IOException refused) {
                    refusals.add(refused.getMessage());
                }
            }
        } finally {
            isOver.set(true);
        }
        comingAndGoing.get();
        assertThat(refusals).isEmpty();
        assertThat(seen).isPositive();
        assertThat(gone).isPositive();
    }
}
