package io.logc.drain;

import io.logc.buffer.UnixFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where a file was found by its identity. A rotation may give the path to another file at any moment, so who has opened it
 * looks again before it believes what it reads, and before it writes.
 *
 * @param path where it was
 * @param device of its file system
 * @param inode of the file
 */
record FoundFile(Path path, long device, long inode) {
    /**
     * Looks at the file.
     *
     * @return its state
     * @throws NoSuchFileException when it is not there any more
     */
    UnixFiles.Stat stat() throws IOException {
        final UnixFiles.Stat stat = UnixFiles.statFollowing(path);
        if (stat.device() != device || stat.inode() != inode) {
            throw new NoSuchFileException(path.toString(), null, "another file has taken its place");
        }
        return stat;
    }
}
