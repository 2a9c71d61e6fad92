package io.logc.drain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A disk that answers one kind of operation with an error for a number of times, from a certain one on, and is sound
 * again afterwards. A failing write may have taken some of its bytes before.
 */
final class SickDisk implements FaultyChannel.Disk {
    private final Operation sick;
    private final String error;
    private final int taken;
    private int soundLeft;
    private int failuresLeft;
    private int failures;

    /** What a channel does. */
    enum Operation {
        OPEN,
        WRITE,
        READ,
        SIZE,
        TRUNCATE,
        CLOSE
    }

    SickDisk(final Operation sick, final String error, final int sound, final int failing, final int taken) {
        this.sick = sick;
        this.error = error;
        this.soundLeft = sound;
        this.failuresLeft = failing;
        this.taken = taken;
    }

    /** Errors that were answered. */
    int failures() {
        return failures;
    }

    private boolean fails(final Operation operation) {
        if (operation != sick || soundLeft-- > 0 || failuresLeft <= 0) {
            return false;
        }
        failuresLeft--;
        failures++;
        return true;
    }

    private void failIfDue(final Operation operation) throws IOException {
        if (fails(operation)) {
            throw new IOException(error);
        }
    }

    @Override
    public void open(final Path path) throws IOException {
        failIfDue(Operation.OPEN);
    }

    @Override
    public int write(final FileChannel real, final ByteBuffer source) throws IOException {
        if (fails(Operation.WRITE)) {
            FaultyChannel.writeShort(real, source, taken);
            throw new IOException(error);
        }
        return real.write(source);
    }

    @Override
    public int read(final FileChannel real, final ByteBuffer target, final long position) throws IOException {
        failIfDue(Operation.READ);
        return real.read(target, position);
    }

    @Override
    public long size(final FileChannel real) throws IOException {
        failIfDue(Operation.SIZE);
        return real.size();
    }

    @Override
    public void truncate(final FileChannel real, final long size) throws IOException {
        failIfDue(Operation.TRUNCATE);
        real.truncate(size);
    }

    @Override
    public void close(final FileChannel real) throws IOException {
        real.close();
        failIfDue(Operation.CLOSE);
    }
}
