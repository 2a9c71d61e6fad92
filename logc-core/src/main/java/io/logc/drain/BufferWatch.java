package io.logc.drain;

/**
 * What the maker of a buffer has to say about its draining, and hears of it. Called by the log file's writer thread, which
 * must not wait there.
 */
public interface BufferWatch {
    /** Drains at once, and tells nobody. */
    BufferWatch NONE = new BufferWatch() {
        @Override
        public boolean mayDrain() {
            return true;
        }

        @Override
        public void progressed() {
            // Nobody waits for it.
        }
    };

    /**
     * Whether everything is on file that goes before the buffer, and that neither its directory nor its header tells of.
     *
     * @return false to have nothing of it drained; a signal is due when that changes
     */
    default boolean mayBegin() {
        return true;
    }

    /**
     * Whether what is in the buffer is worth a write.
     *
     * @return false to let a batch grow; a signal is due when that changes
     */
    boolean mayDrain();

    /** The head has moved: what is before it is on file, and freed. */
    void progressed();
}
