package io.logc.drain;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.RingReader;
import io.logc.render.SplitRenderer;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * Where records come from: a buffer, its reader, and what makes the lines of its split events. Owned by the log file's
 * writer thread.
 */
final class RecordSource {
    private final BufferFile file;
    private final RingReader reader;
    private SplitRenderer renderer;

    RecordSource(final BufferFile file) {
        this.file = file;
        this.reader = file.newReader();
    }

    /**
     * Opens what nobody here drains.
     *
     * @param directory of the buffers; null for buffers in memory
     * @return null when it is not there
     */
    static RecordSource open(final BufferDirectory directory, final BufferName name) throws IOException {
        try {
            final BufferFile file = directory == null ? null : BufferFile.open(directory, name);
            return file == null ? null : new RecordSource(file);
        } catch (final NoSuchFileException gone) {
            return null;
        }
    }

    BufferFile file() {
        return file;
    }

    RingReader reader() {
        return reader;
    }

    /** Made when the first split event comes: buffers of clients that send finished lines need none. */
    SplitRenderer renderer() throws CorruptBufferException {
        if (renderer == null) {
            if (file.dictionary() == null) {
                throw new CorruptBufferException(file.name() + ": holds a split event but no dictionary");
            }
            renderer = new SplitRenderer(file.dictionary());
        }
        return renderer;
    }

    /** Gives up what only makes it fast. */
    void forget() {
        renderer = null;
    }
}
