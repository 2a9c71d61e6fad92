package io.logc.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * What a buffer file's header says about the job: the log file and the bytes that its format needs.
 *
 * @param logFile absolute path of the log file, its directory resolved
 * @param directoryDevice device of the log file's directory, 0 where the platform has none
 * @param directoryInode inode of the log file's directory, 0 where the platform has none
 * @param mountNamespace in which the path was meant, 0 where the platform has none
 * @param headerEachStart whether each start of an appender writes the header, or only an empty file gets it
 * @param filePermissions nine permission bits of a new log file, or -1
 * @param header bytes of the file header
 * @param footer bytes of the file footer
 * @param dropReport bytes of the drop report with the place of the count
 * @param identity who made the buffer, for people
 * @param purpose what it is for
 */
public record BufferSpec(
        String logFile,
        long directoryDevice,
        long directoryInode,
        long mountNamespace,
        boolean headerEachStart,
        int filePermissions,
        byte[] header,
        byte[] footer,
        byte[] dropReport,
        String identity,
        Purpose purpose) {
    /** Stands for the number of dropped events in a drop report; letters that no JSON, XML or HTML encoder escapes. */
    public static final String DROP_COUNT = "LOGC_DROP_COUNT";

    /** The words of a drop report. */
    public static final String DROP_MESSAGE =
            "logc dropped " + DROP_COUNT + " events here: the buffer was full (see bufferSize, whenFull, maxBlock)";

    /** What a buffer is for. */
    public enum Purpose {
        /** Log events of a client that sends finished lines only. */
        EVENTS,
        /** An application's log events, with a dictionary for those whose line the consumer makes. */
        SPLIT_EVENTS,
        /** Messages, whose clients the log file's ledger names. */
        MESSAGES,
        /** Messages that are forced to the disk before they are freed. */
        FORCED_MESSAGES
    }

    /** Whether a server has made it for messages.
     * @return false for log events */
    public boolean holdsMessages() {
        return purpose == Purpose.MESSAGES || purpose == Purpose.FORCED_MESSAGES;
    }

    /** Whether what is drained is forced to the disk before it is freed.
     * @return true where its maker asks for that */
    public boolean forced() {
        return purpose == Purpose.FORCED_MESSAGES;
    }

    /**
     * The report of dropped events in plain words, for a format that has none of its own.
     *
     * @return a line with the place of the count
     */
    public static byte[] plainDropReport() {
        return (DROP_MESSAGE + System.lineSeparator()).getBytes(UTF_8);
    }

    /**
     * Whether the path means the same file here as it did for who made the buffer: it does in the same mount namespace,
     * and where its directory is the very same one.
     *
     * @return false when a server or another application must leave the buffer alone
     */
    public boolean isSameFileHere() {
        if (mountNamespace == UnixFiles.mountNamespace() || directoryInode == 0) {
            return true;
        }
        try {
            final Path parent = Path.of(logFile).getParent();
            if (parent == null) {
                return false;
            }
            final UnixFiles.Stat stat = UnixFiles.statFollowing(parent);
            return stat.inode() == directoryInode && stat.device() == directoryDevice;
        } catch (final IOException | InvalidPathException missingHere) {
            return false;
        }
    }

    byte[][] texts() {
        return new byte[][] {logFile.getBytes(UTF_8), header, footer, dropReport, identity.getBytes(UTF_8)};
    }
}
