package io.logc.buffer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a buffer's file is, and which file that was: a name comes again when somebody has removed the directory, and the
 * counter of the generations with it. The mapping keeps the file's number from being given to another. Immutable; any thread.
 *
 * @param path of the file
 * @param file what was found there when it was mapped
 */
record BufferPlace(Path path, UnixFiles.Stat file) {
    static BufferPlace of(final Path path) throws IOException {
        return new BufferPlace(path, UnixFiles.stat(path));
    }

    /** Bytes of what has the name now; negative when that is nothing, or unknown. */
    long length() {
        try {
            return Files.size(path);
        } catch (final IOException goneOrUnknown) {
            return -1;
        }
    }

    /** Whether nobody finds the file by its name any more. */
    boolean isLost() {
        return !Files.exists(path) || isTaken();
    }

    /** Whether another file that may be a buffer has the name now. */
    boolean isTaken() {
        try {
            final UnixFiles.Stat now = UnixFiles.stat(path);
            return !now.sameFile(file) && now.isPrivateRegularFile(file.uid());
        } catch (final IOException goneOrUnknown) {
            return false;
        }
    }
}
