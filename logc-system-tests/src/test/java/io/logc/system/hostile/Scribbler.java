package io.logc.system.hostile;

import io.logc.buffer.BufferDirectory;
import io.logc.control.InitResponse;
import io.logc.system.rig.Arguments;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Scribbles over all of its buffer until the server has put it aside, and comes back with another, for {@code seconds}. It
 * prints {@code scribbling} when the first is in the server's hands.
 */
public final class Scribbler {
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int BLOWS = 1000;

    private Scribbler() {}

    /** Runs it. */
    public static void main(final String[] args) throws IOException {
        final Arguments arguments = new Arguments(args);
        final BufferDirectory directory = BufferDirectory.open(Path.of(arguments.text("directory", "")));
        final Path logFile = Path.of(arguments.text("file", ""));
        final Random random = new Random(arguments.number("seed", 1));
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(arguments.number("seconds", 5));
        int buffers = 0;
        int refusals = 0;
        while (System.nanoTime() - deadlineNs < 0) {
            buffers++;
            try (HostileBuffer buffer = HostileBuffer.create(directory, logFile)) {
                buffer.write("scribbler " + buffers);
                refusals += haveItDrained(directory, buffer, random, deadlineNs);
            }
        }
        System.out.println("finished buffers=" + buffers + " refusals=" + refusals);
    }

    private static int haveItDrained(
            final BufferDirectory directory, final HostileBuffer buffer, final Random random, final long deadlineNs) {
        int refusals = 0;
        while (buffer.isThere() && System.nanoTime() - deadlineNs < 0) {
            try (RawClient client = new RawClient(directory.serverFile())) {
                final InitResponse response = client.init(buffer.file());
                if (response.accepted()) {
                    System.out.println("scribbling");
                } else {
                    refusals++;
                }
                while (response.accepted() && buffer.isThere() && System.nanoTime() - deadlineNs < 0) {
                    scribble(buffer.bytes(), random);
                }
            } catch (final IOException hungUp) {
                refusals++;
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
        return refusals;
    }

    private static void scribble(final MappedByteBuffer bytes, final Random random) {
        for (int i = 0; i < BLOWS; i++) {
            final int offset = random.nextInt(bytes.capacity() / Long.BYTES) * Long.BYTES;
            bytes.putLong(offset, random.nextBoolean() ? random.nextLong() : random.nextInt(HostileBuffer.CAPACITY));
        }
        switch (random.nextInt(4)) {
            case 0 -> bytes.putLong(HostileBuffer.TAIL, random.nextLong());
            case 1 -> bytes.putLong(HostileBuffer.HEAD, 8L * random.nextInt(HostileBuffer.CAPACITY));
            case 2 -> bytes.putLong(128, random.nextInt(HostileBuffer.CAPACITY));
            default -> bytes.putLong(HostileBuffer.TAIL, 8L * random.nextInt(HostileBuffer.CAPACITY / 8));
        }
    }
}
