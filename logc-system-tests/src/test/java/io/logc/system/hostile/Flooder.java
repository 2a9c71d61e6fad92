package io.logc.system.hostile;

import io.logc.buffer.BufferDirectory;
import io.logc.control.ServerFile;
import io.logc.control.WriteRequest;
import io.logc.system.rig.Arguments;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Floods the server for {@code seconds}, as fast as it can, in a thread each: WRITEs without looking at an answer, INITs on a
 * new connection each, and connections that are closed at once, say rubbish, or stay and say nothing.
 */
public final class Flooder {
    private static final int WRITES = 2000;
    private static final int WRITE_LENGTH = 29;
    private static final int MAX_SILENT = 1000;

    private final BufferDirectory directory;
    private final HostileBuffer buffer;
    private final long deadlineNs;
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong inits = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();

    private Flooder(final Arguments arguments) throws IOException {
        directory = BufferDirectory.open(Path.of(arguments.text("directory", "")));
        buffer = HostileBuffer.create(directory, Path.of(arguments.text("file", "")));
        deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(arguments.number("seconds", 5));
    }

    /** A flood of one kind; it begins anew when the server has hung up. */
    private interface Flood {
        void flow() throws IOException;
    }

    /** Runs it. */
    public static void main(final String[] args) throws IOException, InterruptedException {
        new Flooder(new Arguments(args)).run();
    }

    private void run() throws IOException, InterruptedException {
        buffer.write("flooder");
        final List<Thread> threads = List.of(thread(this::write), thread(this::init), thread(this::connect));
        threads.forEach(Thread::start);
        System.out.println("flooding");
        for (final Thread thread : threads) {
            // One that the server keeps waiting does not see that its time is over.
            thread.join(TimeUnit.NANOSECONDS.toMillis(Math.max(1, deadlineNs - System.nanoTime())));
        }
        buffer.close();
        System.out.println("finished writes=" + writes + " inits=" + inits + " connections=" + connections);
    }

    private Thread thread(final Flood flood) {
        final Thread thread = new Thread(() -> {
            while (goesOn()) {
                try {
                    flood.flow();
                } catch (final IOException hungUp) {
                    Thread.onSpinWait();
                }
            }
        });
        thread.setDaemon(true);
        return thread;
    }

    private boolean goesOn() {
        return System.nanoTime() - deadlineNs < 0;
    }

    private void write() throws IOException {
        try (RawClient client = new RawClient(directory.serverFile())) {
            client.init(buffer.file());
            final ByteBuffer flood = ByteBuffer.allocate(WRITES * WRITE_LENGTH);
            for (int i = 0; i < WRITES; i++) {
                new WriteRequest(0, 0, i).encode(flood);
            }
            while (goesOn()) {
                client.send(flood.array(), flood.position());
                writes.addAndGet(WRITES);
            }
        }
    }

    private void init() throws IOException {
        try (RawClient client = new RawClient(directory.serverFile())) {
            inits.incrementAndGet();
            client.init(buffer.file());
            client.init(buffer.file());
        }
    }

    private void connect() throws IOException {
        final int port = ServerFile.read(directory.serverFile()).port();
        final List<Socket> silent = new ArrayList<>();
        try {
            while (goesOn()) {
                final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                final long number = connections.incrementAndGet();
                if (number % 3 == 0 && silent.size() < MAX_SILENT) {
                    silent.add(socket);
                    continue;
                }
                if (number % 3 == 1) {
                    socket.getOutputStream().write(new byte[] {0, 0, 0, 9, 77});
                }
                socket.close();
            }
        } finally {
            for (final Socket socket : silent) {
                socket.close();
            }
        }
    }
}
