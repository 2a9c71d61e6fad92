package io.logc.drain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** A log file's channel whose steps are made by a test: short ones, failing ones, ones with something happening after. */
final class FaultyChannel extends FileChannel {
    private final FileChannel real;
    private final Disk disk;

    /** Makes one write. */
    interface Write {
        int write(FileChannel real, ByteBuffer source) throws IOException;
    }

    /** What a disk does; a sound one unless a test says otherwise. */
    interface Disk {
        default void open(final Path path) throws IOException {}

        default int write(final FileChannel real, final ByteBuffer source) throws IOException {
            return real.write(source);
        }

        default int write(final FileChannel real, final ByteBuffer source, final long position) throws IOException {
            return real.write(source, position);
        }

        default void force(final FileChannel real) throws IOException {
            real.force(false);
        }

        default int read(final FileChannel real, final ByteBuffer target, final long position) throws IOException {
            return real.read(target, position);
        }

        default long size(final FileChannel real) throws IOException {
            return real.size();
        }

        default void truncate(final FileChannel real, final long size) throws IOException {
            real.truncate(size);
        }

        default void close(final FileChannel real) throws IOException {
            real.close();
        }
    }

    FaultyChannel(final FileChannel real, final Disk disk) {
        this.real = real;
        this.disk = disk;
    }

    FaultyChannel(final FileChannel real, final Write write) {
        this(real, diskOf(write));
    }

    static LogFile.ChannelFactory factory(final Write write) {
        return factory(diskOf(write));
    }

    static LogFile.ChannelFactory factory(final Disk disk) {
        return new LogFile.ChannelFactory() {
            @Override
            public FileChannel openForAppend(final Path path) throws IOException {
                disk.open(path);
                return new FaultyChannel(LogFile.FILE_SYSTEM.openForAppend(path), disk);
            }

            @Override
            public FileChannel openExisting(final Path path, final OpenOption... options) throws IOException {
                disk.open(path);
                return new FaultyChannel(LogFile.FILE_SYSTEM.openExisting(path, options), disk);
            }
        };
    }

    private static Disk diskOf(final Write write) {
        return new Disk() {
            @Override
            public int write(final FileChannel real, final ByteBuffer source) throws IOException {
                return write.write(real, source);
            }
        };
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
        return disk.write(real, source);
    }

    @Override
    public long size() throws IOException {
        return disk.size(real);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        disk.close(real);
    }

    @Override
    public int read(final ByteBuffer target, final long position) throws IOException {
        return disk.read(real, target, position);
    }

    @Override
    public FileChannel truncate(final long size) throws IOException {
        disk.truncate(real, size);
        return this;
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
    public long write(final ByteBuffer[] sources, final int offset, final int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(final ByteBuffer source, final long position) throws IOException {
        return disk.write(real, source, position);
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
    public void force(final boolean metaData) throws IOException {
        disk.force(real);
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
