package io.logc.drain;

import io.logc.buffer.BufferDirectory.BufferName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Removes the buffers of a log file that are finished: nobody can write to them any more, and all is on file. Owned by the writer's thread. */
final class FinishedBuffers {
    private final Path logFile;
    private final LogFileWriter.BufferEnds ends;
    private final DrainListener listener;
    private boolean problemSaid;

    FinishedBuffers(final Path logFile, final LogFileWriter.BufferEnds ends, final DrainListener listener) {
        this.logFile = logFile;
        this.ends = ends;
        this.listener = listener;
    }

    /**
     * Removes those that are finished.
     *
     * @param buffers of the writer
     * @param attached finds one of them
     * @return how many
     */
    int removeFrom(final List<DrainedBuffer> buffers, final Function<BufferName, DrainedBuffer> attached) {
        int count = 0;
        for (final DrainedBuffer buffer : List.copyOf(buffers)) {
            // An empty one that waits is what its successor waits for.
            if (buffer.isFinished()
                    && !buffer.waitsForPredecessor(attached)
                    && buffer.isClosed()
                    && isRemoved(buffer)) {
                buffers.remove(buffer);
                ends.ended(buffer.file().name(), false);
                count++;
                sayUnfinished(buffer);
            }
        }
        return count;
    }

    private void sayUnfinished(final DrainedBuffer buffer) {
        if (buffer.file().skippedBytes() > 0) {
            listener.info(logFile + ": " + buffer.file() + " died inside log calls that had not returned; "
                    + buffer.file().skippedBytes() + " bytes of unfinished claims were left out");
        }
    }

    /** A buffer that cannot be removed now is kept, with its locks, and tried again; its successor need not wait. */
    private boolean isRemoved(final DrainedBuffer buffer) {
        try {
            buffer.remove();
            return true;
        } catch (final IOException e) {
            if (!problemSaid) {
                problemSaid = true;
                listener.warn(
                        logFile + ": " + buffer.file() + " is on file, but cannot be removed; it is tried again", e);
            }
            return false;
        }
    }
}
