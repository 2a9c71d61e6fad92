package io.logc.system.kill;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.client.FileTexts;
import io.logc.client.LogcClient;
import io.logc.client.LogcOptions;
import io.logc.client.Publication;
import io.logc.client.StatusSink;
import io.logc.system.rig.Arguments;
import io.logc.system.rig.OracleLine;
import io.logc.system.rig.ReturnedCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One life in a chain: logs {@code events} lines from one thread, then goes on with small bursts if {@code goOn} says so,
 * and at last does what {@code end} says: {@code stay} until a line comes on standard input, {@code stop} in good order,
 * or {@code halt}. With {@code successor} it changes the size of its buffer in the middle; with {@code thaw} it lets its
 * own frozen threads go on once all lines are logged.
 */
public final class LifeApplication implements StatusSink {
    private static final long STOP_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long BURST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(60);
    private static final int BURST = 20;

    private final Arguments arguments;
    private final ReturnedCounts returned;
    private final int producer;
    private Publication publication;
    private long sequence;

    private LifeApplication(final Arguments arguments) {
        this.arguments = arguments;
        producer = arguments.number("producer", 0);
        returned = ReturnedCounts.open(Path.of(arguments.text("returned", "")), 1);
        publication = open(arguments.text("bufferSize", "64 KB"));
    }

    /** Runs the application. */
    public static void main(final String[] args) throws Exception {
        new LifeApplication(new Arguments(args)).run();
    }

    private Publication open(final String bufferSize) {
        final LogcOptions options = new LogcOptions();
        options.setFile(arguments.text("file", ""));
        options.setServer(arguments.text("server", "none"));
        options.setAutoStart(false);
        options.setAppend(!arguments.flag("truncate"));
        options.setBufferSize(bufferSize);
        options.setWhenFull(arguments.text("whenFull", "block"));
        options.setMaxBlock(arguments.text("maxBlock", "30 s"));
        return LogcClient.open(options, FileTexts.none(), this);
    }

    private void run() throws IOException {
        System.out.println("ready");
        final int events = arguments.number("events", 0);
        final boolean successor = arguments.flag("successor");
        for (int i = 0; i < events; i++) {
            if (successor && i == events / 2) {
                publication = open("128 KB");
            }
            log();
        }
        System.out.println("logged dropped=" + publication.droppedCount());
        if (arguments.flag("thaw")) {
            Files.createFile(Path.of(System.getProperty("logc.faults.thaw")));
        }
        while (arguments.flag("goOn") && System.in.available() == 0) {
            for (int i = 0; i < BURST; i++) {
                log();
            }
            LockSupport.parkNanos(BURST_PAUSE_NS);
        }
        end(arguments.text("end", "stay"));
    }

    private void log() {
        final byte[] line = (new OracleLine(producer, 0, sequence).text() + "\n").getBytes(UTF_8);
        publication.publish(line, 0, line.length);
        returned.set(0, ++sequence);
    }

    private void end(final String how) throws IOException {
        switch (how) {
            case "halt" -> Runtime.getRuntime().halt(0);
            case "stop" -> System.out.println("stopped " + publication.close(STOP_TIMEOUT_NS));
            default -> System.in.read();
        }
    }

    @Override
    public void info(final String message) {
        System.out.println("info: " + message);
    }

    @Override
    public void warn(final String message, final Throwable cause) {
        System.out.println("warn: " + message);
    }
}
