package io.logc.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KernelLockTest {
    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void namePath() {
        path = directory.resolve("a.owner");
    }

    /** The JVM throws late what is due for a truncated mapping, and in the middle of whatever the thread does then. */
    @Test
    void shouldReserveNothingWhenAnErrorIsThrownWhileALockIsTaken() {
        final Path broken = (Path) Proxy.newProxyInstance(
                Path.class.getClassLoader(), new Class<?>[] {Path.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "hashCode":
                            return 1;
                        case "equals":
                            return proxy == arguments[0];
                        case "toString":
                            return "broken";
                        default:
                            throw new InternalError("a fault occurred in a recent unsafe memory access operation");
                    }
                });

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> KernelLock.tryAcquire(broken)).isInstanceOf(InternalError.class);
            assertThat(KernelLock.reservedHere()).doesNotContain(broken);
            assertThat(System.getProperties().stringPropertyNames()).noneMatch(name -> name.endsWith(":broken"));
        }
    }

    @Test
    void shouldExcludeWithinTheProcess() throws IOException {
        final KernelLock lock = KernelLock.tryAcquire(path);

        assertThat(lock).isNotNull();
        assertThat(lock.path()).isEqualTo(path);
        assertThat(KernelLock.tryAcquire(path)).isNull();
        assertThat(KernelLock.tryAcquireExisting(path)).isNull();
        assertThatThrownBy(() -> KernelLock.createLocked(path)).hasMessageContaining("is held in this process");

        lock.close();
        final KernelLock again = KernelLock.tryAcquire(path);
        assertThat(again).isNotNull();
        again.close();
    }

    @Test
    void shouldGiveALockToOneOfManyThreads() throws Exception {
        for (int round = 0; round < 50; round++) {
            final Path contended = directory.resolve("contended" + round);
            final List<KernelLock> winners = new ArrayList<>();
            final AtomicInteger losers = new AtomicInteger();
            final CountDownLatch start = new CountDownLatch(1);
            final List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(new Thread(() -> {
                    try {
                        start.await();
                        final KernelLock lock = KernelLock.tryAcquire(contended);
                        if (lock == null) {
                            losers.incrementAndGet();
                        } else {
                            synchronized (winners) {
                                winners.add(lock);
                            }
                        }
                    } catch (final IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            threads.forEach(Thread::start);
            start.countDown();
            for (final Thread thread : threads) {
                thread.join();
            }
            assertThat(winners).hasSize(1);
            assertThat(losers).hasValue(3);
            winners.get(0).close();
        }
    }

    /** Two web applications each bring their own logc; a POSIX lock knows only their common process. */
    @Test
    void shouldExcludeACopyInAnotherClassLoader() throws Exception {
        final URL[] classes = {OtherProcess.location(KernelLock.class).toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader());
                OtherProcess other = new OtherProcess()) {
            final Class<?> copy = loader.loadClass(KernelLock.class.getName());
            assertThat(copy).isNotSameAs(KernelLock.class);
            final Method tryAcquire = copy.getMethod("tryAcquire", Path.class);
            final Method isHeld = copy.getMethod("isHeld", Path.class);
            final KernelLock lock = KernelLock.tryAcquire(path);

            assertThat(tryAcquire.invoke(null, path)).isNull();
            assertThat(isHeld.invoke(null, path)).isEqualTo(true);
            assertThat(other.ask("acquire", path))
                    .as("the copy's try did not free the lock")
                    .isEqualTo("busy");

            lock.close();
            final Object copysLock = tryAcquire.invoke(null, path);
            assertThat(copysLock).isNotNull();
            assertThat(KernelLock.tryAcquire(path)).isNull();
            ((AutoCloseable) copysLock).close();
        }
    }

    @Test
    void shouldExcludeAnotherProcess() throws Exception {
        try (OtherProcess other = new OtherProcess()) {
            assertThat(other.ask("acquire", path)).isEqualTo("held");

            assertThat(KernelLock.tryAcquire(path)).isNull();
            assertThat(KernelLock.tryAcquireExisting(path)).isNull();
            assertThat(KernelLock.isHeld(path)).isTrue();
        }
    }

    @Test
    void shouldBeExcludedByAnotherProcessOnlyWhileHeld() throws Exception {
        try (OtherProcess other = new OtherProcess()) {
            final KernelLock lock = KernelLock.createLocked(path);
            assertThat(other.ask("acquire", path)).isEqualTo("busy");
            assertThat(other.ask("isHeld", path)).isEqualTo("true");

            lock.close();

            assertThat(other.ask("isHeld", path)).isEqualTo("false");
            assertThat(other.ask("existing", path)).isEqualTo("held");
        }
    }

    @Test
    void shouldBeHeldByNobodyWhenOthersShareTheProofOfIt() throws Exception {
        try (OtherProcess other = new OtherProcess()) {
            assertThat(other.ask("share", path)).isEqualTo("shared");

            assertThat(KernelLock.isHeld(path)).isFalse();
            assertThat(KernelLock.tryAcquire(path)).isNull();
            final KernelLock share = KernelLock.tryShare(path);
            assertThat(share).isNotNull();
            assertThat(KernelLock.isHeld(path))
                    .as("held, as this process sees it")
                    .isFalse();
            assertThat(KernelLock.tryShareExisting(path)).as("a second share").isNull();
            assertThat(other.ask("isHeld", path)).isEqualTo("false");
            share.close();
        }
    }

    @Test
    void shouldNotShareWhatSomebodyHolds() throws Exception {
        try (OtherProcess other = new OtherProcess()) {
            assertThat(other.ask("acquire", path)).isEqualTo("held");
            assertThat(KernelLock.tryShare(path)).isNull();
            assertThat(KernelLock.tryShareExisting(path)).isNull();
            assertThat(KernelLock.isHeld(path)).isTrue();
        }
        await().until(() -> !KernelLock.isHeld(path));
        final KernelLock share = KernelLock.tryShareExisting(path);
        assertThat(share).isNotNull();
        share.deleteAndClose();
        assertThat(KernelLock.tryShareExisting(path)).isNull();
        assertThat(path).doesNotExist();
    }

    /** Who asks takes the lock for a moment; others who ask at that moment must not take that for its holder. */
    @Test
    void shouldBeHeldByNobodyWhenManyAskAtOnce() throws Exception {
        try (OtherProcess other = new OtherProcess()) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            other.tell("isHeldOften", path);
            final List<Thread> threads = new ArrayList<>();
            final AtomicInteger held = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                threads.add(new Thread(() -> {
                    for (int round = 0; round < 2000; round++) {
                        try {
                            held.addAndGet(KernelLock.isHeld(path) ? 1 : 0);
                        } catch (final IOException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (final Thread thread : threads) {
                thread.join();
            }
            assertThat(held).hasValue(0);
            Files.createFile(directory.resolve("end"));
            assertThat(other.answer()).isEqualTo("held 0 times");
        }
    }

    @Test
    void shouldBeFreeWhenItsHolderIsKilled() throws Exception {
        final OtherProcess other = new OtherProcess();
        assertThat(other.ask("acquire", path)).isEqualTo("held");

        other.kill();

        await().until(() -> !KernelLock.isHeld(path));
        final KernelLock lock = KernelLock.tryAcquireExisting(path);
        assertThat(lock).isNotNull();
        lock.close();
    }

    @Test
    void shouldSurviveOtherCodeThatWorksInTheDirectory() throws Exception {
        try (OtherProcess other = new OtherProcess()) {
            final KernelLock lock = KernelLock.createLocked(path);
            final KernelLock second = KernelLock.tryAcquire(directory.resolve("b.owner"));
            Files.writeString(directory.resolve("x"), "x");
            Files.copy(directory.resolve("x"), directory.resolve("y"));
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.filter(Files::isRegularFile)).hasSize(4);
            }
            second.close();
            KernelLock.isHeld(path);
            KernelLock.isHeld(directory.resolve("b.owner"));
            KernelLock.tryAcquire(path);
            KernelLock.tryAcquireExisting(path);

            assertThat(other.ask("acquire", path)).isEqualTo("busy");
            lock.close();
        }
    }

    /** A backup program: what other processes open and close is their own. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldSurviveAnotherProgramThatReadsItsFile() throws Exception {
        try (OtherProcess other = new OtherProcess()) {
            final KernelLock lock = KernelLock.createLocked(path);
            final KernelLock second = KernelLock.tryAcquire(directory.resolve("b.consumer"));
            for (int i = 0; i < 20; i++) {
                final Process reader = new ProcessBuilder(
                                "cat", path.toString(), second.path().toString())
                        .redirectErrorStream(true)
                        .start();
                assertThat(reader.waitFor()).isZero();
            }

            assertThat(other.ask("acquire", path)).isEqualTo("busy");
            assertThat(other.ask("acquire", second.path())).isEqualTo("busy");
            second.close();
            lock.close();
        }
    }

    /** The limit that docs/design.md states. Should this fail one day, the kernel has become kinder: change the document. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldBeFreeForOthersOnceItsOwnProcessHasReadItsFile() throws Exception {
        try (OtherProcess other = new OtherProcess()) {
            final KernelLock lock = KernelLock.createLocked(path);
            Files.readAllBytes(path);

            assertThat(other.ask("isHeld", path)).isEqualTo("false");
            lock.close();
        }
    }

    @Test
    void shouldSurviveInterruptsOfItsHolder() throws Exception {
        try (OtherProcess other = new OtherProcess()) {
            Thread.currentThread().interrupt();
            final KernelLock lock = KernelLock.tryAcquire(path);
            KernelLock.isHeld(path);
            KernelLock.isHeld(directory.resolve("none"));
            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();

            assertThat(lock).isNotNull();
            assertThat(other.ask("acquire", path)).isEqualTo("busy");
            lock.close();
        }
    }

    /** Whoever sees an owner's lock file unlocked takes the owner for dead. */
    @Test
    void shouldNeverShowANewFileUnlocked() throws Exception {
        try (OtherProcess other = new OtherProcess()) {
            other.tell("hunt", directory);
            final List<KernelLock> locks = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                locks.add(KernelLock.createLocked(directory.resolve(i + ".owner")));
            }
            Files.createFile(directory.resolve("end"));

            assertThat(other.answer()).isEqualTo("none");
            for (final KernelLock lock : locks) {
                lock.deleteAndClose();
            }
        }
    }

    @Test
    void shouldCreateEachFileWhenAnotherProcessRemovesUnnamedOnes() throws Exception {
        try (OtherProcess other = new OtherProcess()) {
            other.tell("sweep", directory);
            for (int i = 0; i < 500; i++) {
                final KernelLock lock = KernelLock.createLocked(directory.resolve(i + ".owner"));
                assertThat(lock.path()).exists();
                lock.deleteAndClose();
            }
            Files.createFile(directory.resolve("end"));

            assertThat(other.answer()).isEqualTo("swept");
        }
    }

    @Test
    void shouldRemoveAnUnnamedFileWhenItsMakerIsDead() throws IOException {
        final Path unnamed = Files.createFile(
                directory.resolve("a.owner.new"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

        assertThat(KernelLock.removeUnnamed(path)).isTrue();

        assertThat(unnamed).doesNotExist();
        KernelLock.createLocked(path).deleteAndClose();
    }

    @Test
    void shouldLeaveAnUnnamedFileAloneWhenItsMakerIsInThisProcess() throws IOException {
        final KernelLock lock = KernelLock.createLocked(path);
        final Path unnamed = Files.createFile(
                directory.resolve("a.owner.new"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

        assertThat(KernelLock.removeUnnamed(path)).isFalse();

        assertThat(unnamed).exists();
        lock.close();
    }

    @Test
    void shouldNotCreateTheFileWhenOnlyAnExistingOneIsWanted() throws IOException {
        assertThat(KernelLock.tryAcquireExisting(path)).isNull();
        assertThat(KernelLock.isHeld(path)).isFalse();

        assertThat(path).doesNotExist();
        final KernelLock lock = KernelLock.tryAcquire(path);
        assertThat(lock).as("the vain tries left nothing reserved").isNotNull();
        lock.close();
    }

    @Test
    void shouldKeepTheFileWhenClosedAndRemoveItWhenItsNameNeverComesAgain() throws IOException {
        final KernelLock lock = KernelLock.tryAcquire(path);
        lock.close();
        assertThat(path).exists();
        assertThat(KernelLock.isHeld(path)).isFalse();

        KernelLock.tryAcquire(path).deleteAndClose();

        assertThat(path).doesNotExist();
        assertThat(KernelLock.isHeld(path)).isFalse();
    }

    @Test
    void shouldNotFreeTheNextHoldersLockWhenClosedAgain() throws Exception {
        try (OtherProcess other = new OtherProcess()) {
            final KernelLock first = KernelLock.tryAcquire(path);
            first.close();
            final KernelLock second = KernelLock.tryAcquire(path);

            first.close();

            assertThat(KernelLock.tryAcquire(path)).isNull();
            assertThat(other.ask("acquire", path)).isEqualTo("busy");
            second.close();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldCreateTheFileForTheUserAlone() throws IOException {
        try (KernelLock lock = KernelLock.tryAcquire(path);
                KernelLock created = KernelLock.createLocked(directory.resolve("created.owner"))) {
            for (final KernelLock each : List.of(lock, created)) {
                assertThat(Files.getPosixFilePermissions(each.path()))
                        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            }
        }
    }

    @Test
    void shouldNotFollowASymbolicLink() throws IOException {
        final Path target = Files.writeString(directory.resolve("target"), "untouched");
        Files.createSymbolicLink(path, target);

        assertThatThrownBy(() -> KernelLock.tryAcquire(path)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> KernelLock.tryAcquireExisting(path)).isInstanceOf(IOException.class);

        assertThat(target).hasContent("untouched");
    }

    @Test
    void shouldLeaveNothingReservedWhenTheFileCannotBeMade() throws IOException {
        final Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> KernelLock.tryAcquire(missing.resolve("x"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> KernelLock.createLocked(missing.resolve("x"))).isInstanceOf(IOException.class);

        Files.createDirectory(missing);
        KernelLock.createLocked(missing.resolve("x")).deleteAndClose();
        assertThat(missing).isEmptyDirectory();
    }
}
