package io.logc.buffer;

/** An empty buffer in memory, used again and again, that tests of other packages may seal. */
public final class StressedBuffer {
    private final Ring ring;

    private StressedBuffer(final Ring ring) {
        this.ring = ring;
    }

    /** One that nobody uses. */
    public static StressedBuffer take() {
        return new StressedBuffer(Ring.take());
    }

    /** The buffer. */
    public BufferFile file() {
        return ring.file;
    }

    /** Claims, copies and commits a record. */
    public void write() {
        ring.write(1);
    }

    /** Drains it, breaks the seal, and leaves it to another state. */
    public void giveBack() {
        ring.drain();
        ring.memory.putLong(Ring.TAIL, ring.file.headPosition());
        ring.giveBack();
    }
}
