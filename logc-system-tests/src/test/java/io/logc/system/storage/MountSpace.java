package io.logc.system.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A mount namespace of the test's own, in which it may mount what it likes. A small process keeps it; that ends with its
 * standard input, so that the mounts are gone with the test, also when the test is killed.
 */
final class MountSpace implements AutoCloseable {
    private final Process keeper;

    MountSpace() {
        try {
            keeper = new ProcessBuilder(
                            "unshare", "-m", "--propagation", "private", "sh", "-c", "echo ready; exec cat >/dev/null")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            final int first = keeper.getInputStream().read();
            assertThat(first).as("first letter of \"ready\"").isEqualTo('r');
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this user may mount here. */
    static boolean isPossible() {
        try {
            return Files.isDirectory(Path.of("/proc/self/ns"))
                    && failure(List.of("unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=4k none /mnt"))
                            .isEmpty()
                    && failure(List.of("nsenter", "--version")).isEmpty();
        } catch (final UncheckedIOException noSuchProgram) {
            return false;
        }
    }

    /** What a command has to begin with to be run in here. */
    List<String> prefix() {
        return List.of("nsenter", "--mount=/proc/" + keeper.pid() + "/ns/mnt", "--");
    }

    /** How a path in here is reached from outside. */
    Path path(final Path inside) {
        return Path.of("/proc/" + keeper.pid() + "/root" + inside);
    }

    /** Runs a command in here; returns what it said if it failed, otherwise nothing. */
    String tryRun(final String... command) {
        final List<String> all = new ArrayList<>(prefix());
        all.addAll(List.of(command));
        return failure(all);
    }

    void run(final String... command) {
        assertThat(tryRun(command)).as("failure of %s", List.of(command)).isEmpty();
    }

    void mountTmpfs(final Path where, final String options) {
        run("mount", "-t", "tmpfs", "-o", options, "none", where.toString());
    }

    /** Returns what failed, or nothing. */
    String tryRemount(final Path where, final String options) {
        return tryRun("mount", "-o", "remount," + options, where.toString());
    }

    void remount(final Path where, final String options) {
        assertThat(tryRemount(where, options)).as("failure of remounting").isEmpty();
    }

    private static String failure(final List<String> command) {
        try {
            final Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            final String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            final int exitCode = process.waitFor();
            return exitCode == 0 ? "" : "exit code " + exitCode + ": " + said;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            keeper.getOutputStream().close();
            if (!keeper.waitFor(10, TimeUnit.SECONDS)) {
                keeper.destroyForcibly();
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
