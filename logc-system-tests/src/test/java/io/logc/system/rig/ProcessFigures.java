package io.logc.system.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Linux counts of a process.
 *
 * @param cpuTicks user and system time in hundredths of a second
 * @param wakeUps voluntary context switches of all threads
 */
public record ProcessFigures(long cpuTicks, long wakeUps) {
    private static final Path PROC = Path.of("/proc");
    private static final int USER_TIME_FIELD = 11;
    private static final int SESSION_FIELD = 3;
    private static final int LOCK_PID_FIELD = 4;
    private static final int LOCK_FILE_FIELD = 5;

    /** The figures of a living process. */
    public static ProcessFigures of(final long pid) {
        return new ProcessFigures(cpuTicks(pid), wakeUps(pid));
    }

    /** The CPU time alone, which can be told of a process whose threads come and go, too. */
    public static long cpuTicks(final long pid) {
        final String[] fields = stat(pid);
        return Long.parseLong(fields[USER_TIME_FIELD]) + Long.parseLong(fields[USER_TIME_FIELD + 1]);
    }

    /** The CPU time of those threads of a living process whose names begin so. */
    public static ProcessFigures ofThreads(final long pid, final String namePrefix) {
        long ticks = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
            for (final Path thread : threads) {
                final String stat = readOrNothing(thread.resolve("stat"));
                if (stat.startsWith(namePrefix, stat.indexOf('(') + 1)) {
                    final String[] fields = fields(stat);
                    ticks += Long.parseLong(fields[USER_TIME_FIELD]) + Long.parseLong(fields[USER_TIME_FIELD + 1]);
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ProcessFigures(ticks, 0);
    }

    /** Descriptors that a process holds. */
    public static int descriptors(final long pid) {
        int count = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
            for (final Path descriptor : open) {
                count += descriptor.getNameCount() > 0 ? 1 : 0;
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return count;
    }

    /** The session that a process belongs to. */
    public static long session(final long pid) {
        return Long.parseLong(stat(pid)[SESSION_FIELD]);
    }

    /** Fields of {@code stat} behind the name, which may hold blanks. */
    private static String[] stat(final long pid) {
        return fields(read(PROC.resolve(pid + "/stat")));
    }

    private static String[] fields(final String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static long wakeUps(final long pid) {
        long sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
            for (final Path thread : threads) {
                for (final String line : readOrNothing(thread.resolve("status")).split("\n")) {
                    if (line.startsWith("voluntary_ctxt_switches:")) {
                        sum += Long.parseLong(
                                line.substring(line.indexOf(':') + 1).trim());
                    }
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum;
    }

    /** The process that holds a POSIX lock on a file, or 0. */
    public static long lockHolder(final Path file) {
        try {
            final String inode = ":" + Files.getAttribute(file, "unix:ino");
            for (final String line : read(PROC.resolve("locks")).split("\n")) {
                final String[] fields = line.trim().split(" +");
                if ("POSIX".equals(fields[1]) && fields[LOCK_FILE_FIELD].endsWith(inode)) {
                    return Long.parseLong(fields[LOCK_PID_FIELD]);
                }
            }
            return 0;
        } catch (final IOException gone) {
            return 0;
        }
    }

    public ProcessFigures minus(final ProcessFigures earlier) {
        return new ProcessFigures(cpuTicks - earlier.cpuTicks, wakeUps - earlier.wakeUps);
    }

    /** A thread may end before it is looked at; a process that is looked at lives. */
    private static String readOrNothing(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException ended) {
            return "";
        }
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
