package io.logc.system.rig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An application that logs {@link OracleLine}s from several threads, at a paced rate or as fast as it can, until each has
 * logged {@code events} or the line {@code stop} (or the end) comes on standard input. It prints {@code ready} before the
 * first call and {@code finished} after the last.
 *
 * <p>{@code end} says how it ends: {@code return} from main, {@code exit}, {@code stop} (of the framework, after which it
 * prints the file's length), {@code halt}, or {@code wait} for its end. {@code reloads} has it reload its configuration that often meanwhile.
 */
public final class LoadApplication {
    private static final long PACE_NS = 500_000;

    private final Arguments arguments;
    private final LogTarget target;
    private final int producer;
    private final long events;
    private final double eventsPerNs;
    private final ReturnedCounts returned;
    private volatile boolean running = true;
    private volatile String failure = "";

    private LoadApplication(final Arguments arguments) {
        this.arguments = arguments;
        final int threads = arguments.number("threads", 1);
        producer = arguments.number("producer", 0);
        events = arguments.number("events", Integer.MAX_VALUE);
        eventsPerNs = (double) arguments.number("rate", 0) / threads / TimeUnit.SECONDS.toNanos(1);
        returned = ReturnedCounts.open(Path.of(arguments.text("returned", "")), threads);
        target = LogTarget.open(arguments);
    }

    /** Runs the application. */
    public static void main(final String[] args) throws Exception {
        new LoadApplication(new Arguments(args)).run();
    }

    private void run() throws InterruptedException, IOException {
        final Thread listener = new Thread(this::awaitStop, "listener");
        listener.setDaemon(true);
        listener.start();
        System.out.println("ready");
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < returned.threads(); i++) {
            final int number = i;
            threads.add(new Thread(() -> produce(number), "producer-" + i));
        }
        threads.forEach(Thread::start);
        for (final Thread thread : threads) {
            thread.join();
        }
        System.out.println(
                "finished returned=" + returned.sum() + " dropped=" + target.dropped() + " failure=" + failure);
        end(arguments.text("end", "return"));
    }

    private void end(final String how) throws IOException {
        switch (how) {
            case "stop" -> {
                target.stop();
                System.out.println("stopped length=" + Files.size(Path.of(arguments.text("file", ""))));
            }
            case "exit" -> System.exit(0);
            case "halt" -> Runtime.getRuntime().halt(0);
            case "wait" -> LockSupport.park();
            default -> {
                // Main simply returns.
            }
        }
    }

    private void awaitStop() {
        try {
            new BufferedReader(new InputStreamReader(System.in)).readLine();
        } catch (final IOException e) {
            failure = e.toString();
        }
        running = false;
    }

    private void produce(final int thread) {
        final long startNs = System.nanoTime();
        long sequence = 0;
        try {
            while (running && sequence < events) {
                final long due = eventsPerNs == 0 ? events : (long) ((System.nanoTime() - startNs) * eventsPerNs) + 1;
                final long until = Math.min(due, events);
                while (sequence < until && running) {
                    target.log(new OracleLine(producer, thread, sequence).text());
                    returned.set(thread, ++sequence);
                }
                if (sequence < events) {
                    LockSupport.parkNanos(PACE_NS);
                }
            }
        } catch (final Throwable e) {
            failure = e.toString();
            System.out.println("failure of thread " + thread + ": " + e);
            e.printStackTrace(System.out);
        }
    }
}
