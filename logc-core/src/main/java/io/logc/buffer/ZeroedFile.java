package io.logc.buffer;

import io.logc.fault.FaultPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;

/** Makes a file whose space is allocated, by writing it: a mapping of anything else may have no memory behind it. Stateless. */
final class ZeroedFile {
    private static final int ZEROS_LENGTH = 64 * 1024;

    private ZeroedFile() {}

    static FileChannel create(final Path path) throws IOException {
        return FileChannel.open(
                path,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                UnixFiles.privateFile());
    }

    static void fill(final FileChannel channel, final long length) throws IOException {
        final ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_LENGTH);
        long written = 0;
        while (written < length) {
            zeros.clear().limit((int) Math.min(ZEROS_LENGTH, length - written));
            written += channel.write(zeros);
            if (written >= length / 2 && written - zeros.limit() < length / 2) {
                FaultPoint.BUFFER_HALF_ALLOCATED.reached();
            }
        }
    }
}
