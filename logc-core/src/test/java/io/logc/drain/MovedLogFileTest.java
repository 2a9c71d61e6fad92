package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.UnixFiles;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever drains died in the middle of a batch, and before the next one came something happened to the log file. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class MovedLogFileTest {
    private static final String EARLIER = "earlier\n";
    private static final String EVENTS = "first\nsecond, longer\nthird\n";
    private static final String NEW_FILE = "a new file's\n";

    @TempDir
    private Path temporary;

    private int cases;
    private DrainRig rig;
    private OwnedBuffer owned;
    private CrashedBatch batch;

    /** logrotate's {@code olddir}, in all the places where people put it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "logs/app.log.1",
                "logs/old/app.log.1",
                "logs/old/2026/app.log.1",
                "logs/old/2026/11/app.log",
                "archive/app.log.1",
                "archive/app/app.log",
                "app.log.1",
                "../archive/app.log.1"
            })
    void shouldCompleteTheBatchInTheFileThatWasMovedToAnotherDirectory(final String place) throws IOException {
        for (int part = 0; part <= EVENTS.length(); part++) {
            for (final boolean newFile : new boolean[] {false, true}) {
                crashAfter(part);
                final Path moved = rig.root.resolve(place).normalize();
                Files.createDirectories(moved.getParent());
                Files.move(rig.logFile, moved, StandardCopyOption.REPLACE_EXISTING);
                if (newFile) {
                    rig.append(NEW_FILE);
                }

                recover();

                final String old = DrainRig.content(moved);
                final String fresh = rig.content();
                if (part == 0) {
                    // Nothing had begun, so the batch belongs to the new file.
                    assertThat(old).isEqualTo(EARLIER);
                    assertThat(fresh).isEqualTo((newFile ? NEW_FILE : "") + EVENTS);
                } else {
                    assertThat(old).isEqualTo(EARLIER + EVENTS);
                    assertThat(fresh).isEqualTo(newFile ? NEW_FILE : "");
                }
                assertThat(rig.warnings).isEmpty();
            }
        }
    }

    @Test
    void shouldCompleteTheBatchWhenTheWholeDirectoryWasMoved() throws IOException {
        for (int part = 1; part <= EVENTS.length(); part++) {
            crashAfter(part);
            final Path moved = rig.root.resolve("old-logs");
            Files.move(rig.logFile.getParent(), moved);

            recover();

            assertThat(moved.resolve("app.log")).hasContent(EARLIER + EVENTS);
            assertThat(rig.content()).isEmpty();
        }
    }

    /** logrotate again, with and without {@code create}: in the very moment at which the file was found and is opened. */
    @Test
    void shouldCompleteTheBatchInTheFileThatIsMovedWhileItIsOpened() throws IOException {
        for (int part = 1; part <= EVENTS.length(); part++) {
            for (int opening = 1; opening <= (part < EVENTS.length() ? 2 : 1); opening++) {
                for (final boolean newFile : new boolean[] {false, true}) {
                    crashAfter(part);
                    final Path moved = rig.logFile.resolveSibling("app.log.1");
                    rig.channels = new MovingChannels(opening, () -> {
                        Files.move(rig.logFile, moved);
                        if (newFile) {
                            rig.append(NEW_FILE);
                        }
                    });

                    recover();

                    assertThat(moved).hasContent(EARLIER + EVENTS);
                    assertThat(rig.content()).isEqualTo(newFile ? NEW_FILE : "");
                    assertThat(rig.warnings).isEmpty();
                }
            }
        }
    }

    /** Does something just before the given opening of a file that must be there. */
    private static final class MovingChannels implements LogFile.ChannelFactory {
        private final Rotation rotation;
        private int left;

        interface Rotation {
            void rotate() throws IOException;
        }

        MovingChannels(final int opening, final Rotation rotation) {
            this.left = opening;
            this.rotation = rotation;
        }

        @Override
        public FileChannel openForAppend(final Path path) throws IOException {
            return LogFile.FILE_SYSTEM.openForAppend(path);
        }

        @Override
        public FileChannel openExisting(final Path path, final OpenOption... options) throws IOException {
            left--;
            if (left == 0) {
                rotation.rotate();
            }
            return LogFile.FILE_SYSTEM.openExisting(path, options);
        }
    }

    /** The bound: what is moved farther away than that is taken for deleted, which is said. */
    @Test
    void shouldWriteTheBatchAgainAndSayItWhenTheFileIsTooFarAway() throws IOException {
        crashAfter(EVENTS.length());
        final Path far = Files.createDirectories(rig.root.resolve("far/away/from/here"));
        Files.move(rig.logFile, far.resolve("app.log"));

        recover();

        assertThat(rig.content()).isEqualTo(EVENTS);
        assertThat(rig.warnings)
                .singleElement()
                .asString()
                .contains(rig.logFile.toString())
                .contains("is gone")
                .contains("up to " + EVENTS.length() + " bytes");
    }

    @Test
    void shouldLookAtSoManyFilesAndNoMore() throws IOException {
        final Path directory = Files.createDirectories(temporary.resolve("many"));
        for (int i = 0; i < 10; i++) {
            Files.createFile(directory.resolve("other" + i));
        }
        final Path file =
                Files.createFile(Files.createDirectory(directory.resolve("old")).resolve("app.log.1"));
        final UnixFiles.Stat stat = UnixFiles.stat(file);

        assertThat(new MovedFile(stat.device(), stat.inode(), 5).find(directory))
                .isNull();
        assertThat(new MovedFile(stat.device(), stat.inode(), 12).find(directory))
                .isEqualTo(file);
        assertThat(new MovedFile(stat.device(), stat.inode() + 1_000_000_000, 1000).find(directory))
                .isNull();
    }

    /** A link that leads in a circle, and a directory that cannot be read, must not stop the search. */
    @Test
    void shouldSearchPastLinksAndGoneDirectories() throws IOException {
        final Path directory = Files.createDirectories(temporary.resolve("links/logs"));
        Files.createSymbolicLink(directory.resolve("circle"), directory);
        Files.createSymbolicLink(directory.resolve("nowhere"), temporary.resolve("none"));
        final Path file = Files.createFile(
                Files.createDirectories(temporary.resolve("links/old")).resolve("app.log.1"));
        final UnixFiles.Stat stat = UnixFiles.stat(file);

        assertThat(new MovedFile(stat.device(), stat.inode(), 1000).find(directory))
                .isEqualTo(file);
        assertThat(new MovedFile(stat.device(), stat.inode(), 1000).find(directory.resolveSibling("gone")))
                .isEqualTo(file);
    }

    @Test
    void shouldWriteTheBatchToANewFileWhenTheDirectoryWasDeleted() throws IOException {
        for (int part = 0; part <= EVENTS.length(); part++) {
            crashAfter(part);
            deleteAll(rig.logFile.getParent());

            recover();

            assertThat(rig.content()).isEqualTo(EVENTS);
        }
    }

    /** The kernel gives the inode of a deleted file to the next one: it says nothing about what is in there. */
    @ParameterizedTest
    @ValueSource(strings = {"", "short\n", "longer than all that was there before the crash\n"})
    void shouldWriteTheWholeBatchWhenANewFileGotTheInodeOfTheDeletedOne(final String content) throws IOException {
        for (int part = 0; part <= EVENTS.length(); part++) {
            begin();
            Files.delete(rig.logFile);
            rig.append(content);
            batch.notePendingIn(rig.logFile);
            owned.ownerLock().close();

            recover();

            assertThat(rig.content()).isEqualTo(content + EVENTS);
        }
    }

    /**
     * The inode of a deleted log file may by now be that of a lock, which any close of its file in this process would
     * break, of a directory, or of any file at all.
     */
    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldNeitherOpenALockNorTouchAnotherFileThatGotTheInode() throws IOException {
        for (final String kind : new String[] {"lock", "directory", "file"}) {
            begin();
            Files.delete(rig.logFile);
            final Path other = rig.logFile.resolveSibling("other");
            KernelLock lock = null;
            switch (kind) {
                case "lock" -> lock = KernelLock.tryAcquire(other);
                case "directory" -> Files.createDirectory(other);
                default -> Files.writeString(other, "something else, longer than the log file was before\n");
            }
            batch.notePendingIn(other);
            owned.ownerLock().close();

            recover();

            assertThat(rig.content()).as(kind).isEqualTo(EVENTS);
            if (lock != null) {
                assertThat(isLockedForTheKernel(other)).as("still locked").isTrue();
                lock.close();
            } else if (!Files.isDirectory(other)) {
                assertThat(other).hasContent("something else, longer than the log file was before\n");
            }
        }
    }

    /** What copytruncate copied stands in the copy; the rest of the batch must not be torn off. */
    @Test
    void shouldWriteTheWholeBatchWhenTheFileWasCopiedAndTruncated() throws IOException {
        for (int part = 0; part <= EVENTS.length(); part++) {
            crashAfter(part);
            final Path copy = rig.logFile.resolveSibling("app.log.1");
            Files.copy(rig.logFile, copy);
            Files.write(rig.logFile, new byte[0]);

            recover();

            assertThat(rig.content()).isEqualTo(EVENTS);
            assertThat(copy).hasContent(EARLIER + EVENTS.substring(0, part));
        }
    }

    /** Another program appended between the look at the size and our bytes: the part that got there is completed. */
    @Test
    void shouldCompleteTheLineThatWasBegunBehindAnotherProgramsLine() throws IOException {
        final String others = "another program's\n";
        for (int part = 0; part <= EVENTS.length(); part++) {
            begin();
            batch.notePending();
            rig.append(others);
            batch.append(part);
            owned.ownerLock().close();

            recover();

            // A part that ends with a line cannot be told from lines of another program, so it may stand twice.
            final boolean wholeLines =
                    part < EVENTS.length() && EVENTS.substring(0, part).endsWith("\n");
            final String twice = wholeLines ? EVENTS.substring(0, part) : "";
            assertThat(rig.content()).as("part %d", part).isEqualTo(EARLIER + others + twice + EVENTS);
            assertThat(rig.warnings).as("part %d", part).hasSize(part == 0 || wholeLines ? 1 : 0);
        }
    }

    private static boolean isLockedForTheKernel(final Path path) throws IOException {
        final String inode = ":" + UnixFiles.stat(path).inode() + " ";
        return Files.readAllLines(Path.of("/proc/locks")).stream()
                .anyMatch(line -> line.contains("POSIX") && line.contains(inode));
    }

    private void begin() throws IOException {
        rig = new DrainRig(temporary.resolve("case" + cases++).resolve("root"));
        rig.append(EARLIER);
        owned = rig.create();
        DrainRig.write(owned.file(), "first", "second, longer", "third");
        batch = CrashedBatch.ofRecords(rig, owned.file(), true);
    }

    private void crashAfter(final int part) throws IOException {
        begin();
        batch.notePending();
        batch.append(part);
        owned.ownerLock().close();
    }

    /** Twice, as nothing may change any more the second time. */
    private void recover() throws IOException {
        rig.recover();
        assertThat(rig.directory.buffers(rig.key)).isEmpty();
        final String content = rig.content();
        rig.recover();
        assertThat(rig.content()).isEqualTo(content);
    }

    private static void deleteAll(final Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (final Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
