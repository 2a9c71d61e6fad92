package io.logc.system.soak;

import io.logc.system.rig.Arguments;
import io.logc.system.rig.LogTarget;
import io.logc.system.rig.OracleLine;
import io.logc.system.rig.ReturnedCounts;
import io.logc.system.rig.SequenceEncoder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An application of the soak: logs to one or more files, each through one of the frameworks or logc's client alone, and
 * reloads its configuration now and then, with another size of the buffer each time. Thread t logs to file t modulo the number
 * of files, so that each thread's lines are numbered in one file.
 *
 * <p>On standard input, {@code quiet} suspends the reloads, {@code go} resumes them, and {@code stop} ends everything, in good
 * order.
 */
public final class SoakApplication {
    private static final String[] RELOAD_SIZES = {"256 KB", "512 KB"};

    private final String[] options;
    private final List<String> frameworks;
    private final List<String> files;
    private final List<LogTarget> targets = new ArrayList<>();
    private final int producer;
    private final double eventsPerNs;
    private final long paceNs;
    private final long reloadPauseNs;
    private final ReturnedCounts returned;
    private volatile boolean running = true;
    private volatile boolean reloading = true;

    private SoakApplication(final String... options) {
        final Arguments arguments = new Arguments(options);
        final int threads = arguments.number("threads", 1);
        this.options = options;
        this.frameworks = List.of(arguments.text("frameworks", "").split(","));
        this.files = List.of(arguments.text("files", "").split(","));
        this.producer = arguments.number("producer", 0);
        this.eventsPerNs = (double) arguments.number("rate", 0) / threads / TimeUnit.SECONDS.toNanos(1);
        this.paceNs = TimeUnit.MILLISECONDS.toNanos(arguments.number("paceMs", 1));
        this.reloadPauseNs = TimeUnit.MILLISECONDS.toNanos(arguments.number("reloadMs", 0));
        this.returned = ReturnedCounts.open(Path.of(arguments.text("returned", "")), threads);
    }

    /** Runs the application. */
    public static void main(final String[] args) throws Exception {
        new SoakApplication(args).run();
    }

    private void run() throws InterruptedException {
        for (int i = 0; i < files.size(); i++) {
            targets.add(LogTarget.open(target(i, "")));
        }
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < returned.threads(); i++) {
            final int number = i;
            threads.add(new Thread(() -> produce(number), "producer-" + i));
        }
        if (reloadPauseNs > 0) {
            threads.add(new Thread(this::reload, "reloader"));
        }
        final Thread listener = new Thread(this::listen, "listener");
        listener.setDaemon(true);
        listener.start();
        System.out.println("ready");
        threads.forEach(Thread::start);
        for (final Thread thread : threads) {
            thread.join();
        }
        targets.forEach(LogTarget::stop);
        System.out.println("finished");
    }

    private Arguments target(final int i, final String bufferSize) {
        final List<String> own = new ArrayList<>(List.of(options));
        own.add("framework=" + frameworks.get(i));
        own.add("file=" + files.get(i));
        own.add("encoder=" + SequenceEncoder.class.getName());
        own.add("shutdownHook=disable");
        if (!bufferSize.isEmpty()) {
            own.add("bufferSize=" + bufferSize);
        }
        return new Arguments(own.toArray(String[]::new));
    }

    private void listen() {
        try {
            final BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
            String command = in.readLine();
            while (running && command != null) {
                switch (command) {
                    case "quiet" -> reloading = false;
                    case "go" -> reloading = true;
                    default -> running = false;
                }
                command = in.readLine();
            }
        } catch (final IOException e) {
            System.out.println("failure: " + e);
        }
    }

    private void reload() {
        for (int round = 0; running; round++) {
            LockSupport.parkNanos(reloadPauseNs);
            for (int i = 0; i < targets.size() && running && reloading; i++) {
                if (!"bare".equals(frameworks.get(i))) {
                    targets.get(i).reload(target(i, RELOAD_SIZES[round % RELOAD_SIZES.length]));
                }
            }
        }
    }

    private void produce(final int thread) {
        final LogTarget target = targets.get(thread % targets.size());
        final boolean countsInEncoder = "logback".equals(frameworks.get(thread % targets.size()));
        final long startNs = System.nanoTime();
        long calls = 0;
        try {
            while (running) {
                final long due = (long) ((System.nanoTime() - startNs) * eventsPerNs) + 1;
                while (calls < due && running) {
                    if (countsInEncoder) {
                        target.log(Integer.toString(thread));
                        calls++;
                        returned.set(thread, SequenceEncoder.count());
                    } else {
                        target.log(new OracleLine(producer, thread, calls).text());
                        returned.set(thread, ++calls);
                    }
                }
                LockSupport.parkNanos(paceNs);
            }
        } catch (final Throwable e) {
            System.out.println("failure of thread " + thread + ": " + e);
        }
    }
}
