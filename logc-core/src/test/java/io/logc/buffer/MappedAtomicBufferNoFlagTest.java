package io.logc.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.mapped.MappedAtomicBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The reason why the buffer exists: a JVM without any option runs the ring over it, and says nothing about it. */
@Timeout(60)
class MappedAtomicBufferNoFlagTest {

    @Test
    void shouldRunTheRingWithoutFlagAndWithoutWarning(@TempDir final Path directory) throws Exception {
        final Path output = directory.resolve("output");
        final ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        directory.resolve("ring").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        final Process process = builder.start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(output)).isEqualToIgnoringNewLines("hello");
        assertThat(process.exitValue()).isZero();
    }

    /** Sends one message through a ring in a mapped file and prints it. */
    static final class Program {

        private Program() {}

        public static void main(final String[] args) throws IOException {
            final int capacity = 4096;
            final int length = capacity + RingBufferDescriptor.TRAILER_LENGTH;
            final ByteBuffer memory;
            try (FileChannel channel = FileChannel.open(
                    Path.of(args[0]),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocate(length));
                memory = channel.map(MapMode.READ_WRITE, 0, length);
            }
            final ClaimTrackingBuffer buffer =
                    new ClaimTrackingBuffer(memory, 0, length, capacity + RingBufferDescriptor.TAIL_POSITION_OFFSET);
            final ManyToOneRingBuffer producer = new ManyToOneRingBuffer(buffer);
            final byte[] message = "hello".getBytes(StandardCharsets.US_ASCII);
            final int index = producer.tryClaim(1, message.length);
            buffer.putBytes(index, message, 0, message.length);
            producer.commit(index);

            final ManyToOneRingBuffer consumer = new ManyToOneRingBuffer(new MappedAtomicBuffer(memory, 0, length));
            consumer.read((type, source, offset, size) ->
                    System.out.println(source.getStringWithoutLengthAscii(offset, size)));
        }
    }
}
