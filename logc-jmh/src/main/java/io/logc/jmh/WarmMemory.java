package io.logc.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes memory ready for a file that is about to grow. Stateless.
 *
 * <p>A hypervisor may take back the memory that its guest has left free for a second or two. The next program that touches
 * it waits for the hypervisor, here about ten microseconds for each page of a file: several times what an appender and the
 * kernel need to fill it. Then a comparison of appenders compares nothing but that wait. So before each measured run as
 * much memory is used and let go of as the run will need; for all subjects alike. On a machine of its own this changes nothing.
 */
public final class WarmMemory {
    /** System property: megabytes to prepare; 0 leaves that out. */
    static final String PROPERTY = "logc.jmh.warmMemoryMb";

    private static final int DEFAULT_MB = 1024;
    private static final int MB = 1024 * 1024;

    private WarmMemory() {}

    /**
     * Writes a file and removes it, so that its pages are the kernel's next choice. Takes up to a few seconds.
     *
     * @param directory on the disk whose files will grow
     * @throws IOException when it cannot be written
     */
    public static void prepare(final Path directory) throws IOException {
        final int megabytes = Integer.getInteger(PROPERTY, DEFAULT_MB);
        if (megabytes == 0) {
            return;
        }
        final Path path = Files.createTempFile(directory, "logc-jmh-", ".warm");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            final ByteBuffer bytes = ByteBuffer.allocateDirect(MB);
            for (int i = 0; i < megabytes; i++) {
                bytes.clear();
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
            }
        } finally {
            Files.delete(path);
        }
    }
}
