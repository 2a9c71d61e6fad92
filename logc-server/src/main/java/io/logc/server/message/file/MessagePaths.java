package io.logc.server.message.file;

import io.logc.ledger.MessageLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which file a name means, and whether messages may go there. Stateless; any thread. */
final class MessagePaths {
    /** As many as Linux follows. */
    private static final int MAX_LINKS = 40;

    private MessagePaths() {}

    /**
     * Follows links, those of directories and one to a file that is not there yet: who has sent what is remembered beside a file, and would be
     * remembered twice for one that has two names.
     *
     * @param path absolute
     * @return the file that would be written
     * @throws IOException when a link cannot be read, or there is no end of them
     */
    static Path resolve(final Path path) throws IOException {
        Path file = inRealDirectory(path);
        for (int links = 0; Files.isSymbolicLink(file); links++) {
            if (links == MAX_LINKS) {
                throw new IOException(path + ": is a link to itself, or to too many others");
            }
            file = inRealDirectory(file.resolveSibling(Files.readSymbolicLink(file)));
        }
        return file;
    }

    /** A directory that is not there yet is made with no links in it. */
    private static Path inRealDirectory(final Path file) throws IOException {
        final Path directory = file.getParent();
        return directory != null && Files.isDirectory(directory)
                ? directory.toRealPath().resolve(file.getFileName()).normalize()
                : file.normalize();
    }

    /**
     * Checks that a file may have messages. To open a pipe, or to write to it, may never return, and what a device has got
     * cannot be read again.
     *
     * @param option how the file was named, for the message
     * @param file that it means
     * @throws IOException when it is no regular file, or what the server remembers of another one's clients
     */
    static void check(final String option, final Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(option + file + ": is "
                    + (Files.isDirectory(file) ? "a directory" : "a pipe, a socket or a device")
                    + "; name a regular file, or one that is not there yet");
        }
        if (MessageLedger.isNameOfOne(file)) {
            throw new IOException(
                    option + file + ": is the name of what a server remembers of its clients; name another file");
        }
    }
}
