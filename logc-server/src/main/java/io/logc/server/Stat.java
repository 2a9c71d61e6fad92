package io.logc.server;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.control.ServerFile;
import io.logc.file.Reasons;
import io.logc.lock.KernelLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code stat}: shows who serves a directory, and what is in its buffers. Changes nothing; what it prints was so a moment
 * ago.
 */
@Command(
        name = "stat",
        mixinStandardHelpOptions = true,
        description = "Shows the server of a buffer directory, and how full its buffers are.")
final class Stat implements Callable<Integer> {
    private static final int REFUSED = 2;

    @Mixin
    private DirectoryOption option;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            final BufferDirectory directory = option.openExisting();
            if (directory == null) {
                throw new IOException(option.none());
            }
            print(directory, spec.commandLine().getOut());
            return 0;
        } catch (final IOException e) {
            spec.commandLine().getErr().println(Reasons.of(e));
            return REFUSED;
        }
    }

    private static void print(final BufferDirectory directory, final PrintWriter out) throws IOException {
        out.println(directory + ": " + server(directory));
        final List<BufferName> names = directory.buffers(null);
        for (final BufferName name : names) {
            out.println(buffer(directory, name));
        }
        out.println(names.size() + (names.size() == 1 ? " buffer" : " buffers"));
        try (DirectoryStream<Path> damaged = Files.newDirectoryStream(directory.path(), "*.corrupt")) {
            for (final Path file : damaged) {
                out.println(file + ": damaged and put aside; keep it, and report it");
            }
        }
    }

    private static String server(final BufferDirectory directory) throws IOException {
        if (!KernelLock.isHeld(directory.serverLock())) {
            return "no server; each application writes its own files";
        }
        final ServerFile server = ServerFile.read(directory.serverFile());
        return server == null
                ? "a server that is just starting, or ending"
                : "server process " + server.pid() + ", port " + server.port();
    }

    private static String buffer(final BufferDirectory directory, final BufferName name) {
        try {
            final BufferFile file = BufferFile.open(directory, name);
            return file == null ? name + ": is being made" : buffer(directory, file);
        } catch (final NoSuchFileException done) {
            return name + ": was removed just now";
        } catch (final IOException | InternalError e) {
            return name + ": cannot be read: " + Reasons.of(e);
        }
    }

    private static String buffer(final BufferDirectory directory, final BufferFile file) throws IOException {
        final BufferName name = file.name();
        final boolean lives = KernelLock.isHeld(directory.ownerLock(name));
        final boolean drained = KernelLock.isHeld(directory.consumerLock(name));
        final long headPosition = file.headPosition();
        final long waitingBytes = Math.max(0, file.tailPosition() - headPosition);
        return file.spec().logFile() + ": process " + file.ownerPid() + (lives ? "" : " is dead")
                + (drained ? "" : ", nobody drains it") + ", waiting " + waitingBytes + " of " + file.capacity()
                + " bytes, dropped " + file.droppedCount() + " (" + name + ")";
    }
}
