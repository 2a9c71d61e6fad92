package io.logc.drain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A log file's channel whose writes are made by a test: short ones, failing ones, ones with something happening after. */
final class FaultyChannel extends FileChannel {
    private final FileChannel real;
    private final Write write;

    /** Makes one write. */
    interface Write {
        int write(FileChannel real, ByteBuffer source) throws IOException;
    }

    FaultyChannel(final FileChannel real, final Write write) {
        this.real = real;
        this.write = write;
    }

    static LogFile.ChannelFactory factory(final Write write) {
        return path -> new FaultyChannel(LogFile.FILE_SYSTEM.openForAppend(path), write);
    }

    /** Writes at most so many bytes of a buffer. */
    static int writeShort(final FileChannel real, final ByteBuffer source, final int length) throws IOException {
        final ByteBuffer part = source.slice(source.position(), Math.min(length, source.remaining()));
        final int written = real.write(part);
        source.position(source.position() + written);
        return written;
    }

    @Override
    public int write(final ByteBuffer source) throws IOException {
        return write.write(real, source);
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }

    @Override
    public int read(final ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(final ByteBuffer[] targets, final int offset, final int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read(final ByteBuffer target, final long position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(final ByteBuffer[] sources, final int offset, final int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(final ByteBuffer source, final long position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(final long newPosition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel truncate(final long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void force(final boolean metaData) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(final long position, final long count, final WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(final ReadableByteChannel source, final long position, final long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(final MapMode mode, final long position, final long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(final long position, final long size, final boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(final long position, final long size, final boolean shared) {
        throw new UnsupportedOperationException();
    }
}
