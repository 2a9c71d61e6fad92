package io.logc.system.kill;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logc.client.FileTexts;
import io.logc.client.LogcClient;
import io.logc.client.LogcOptions;
import io.logc.client.Publication;
import io.logc.client.StatusSink;
import io.logc.fault.FaultPoint;
import io.logc.fault.Faults;
import io.logc.system.rig.Arguments;
import io.logc.system.rig.OracleLine;
import io.logc.system.rig.ReturnedCounts;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * An application whose log call meets with something in the middle, at the point {@code at}: {@code what} is the end of
 * the process ({@code exit}, {@code halt}), or an Error that the calling thread throws there. After an Error the thread
 * logs the same line again and goes on; with {@code uncaught=true} it ends, and the process with it.
 */
public final class ErrorApplication implements StatusSink {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int LINES = 200;
    private static final int EXIT_CODE = 3;

    private final Arguments arguments;
    private final ReturnedCounts returned;
    private boolean armed;

    private ErrorApplication(final Arguments arguments) {
        this.arguments = arguments;
        returned = ReturnedCounts.open(Path.of(arguments.text("returned", "")), 1);
    }

    /** Runs the application. */
    public static void main(final String[] args) {
        new ErrorApplication(new Arguments(args)).run();
    }

    private void run() {
        final LogcOptions options = new LogcOptions();
        options.setFile(arguments.text("file", ""));
        options.setServer(arguments.text("server", "none"));
        options.setAutoStart(false);
        options.setBufferSize("64 KB");
        options.setMaxBlock("30 s");
        final Publication publication = LogcClient.open(options, FileTexts.none(), this);
        final Thread caller = Thread.currentThread();
        Faults.install(point -> {
            if (Thread.currentThread() == caller) {
                reached(point);
            }
        });
        int sequence = 0;
        for (final String at : arguments.text("at", "").split(",")) {
            sequence = logLines(publication, sequence);
            point = FaultPoint.valueOf(at);
            armed = true;
            // A claim that crosses the ring's end comes after some more lines only.
            for (int i = 0; armed; i++) {
                sequence = logThrough(publication, sequence);
            }
        }
        sequence = logLines(publication, sequence);
        System.out.println("closed " + publication.close(TIMEOUT_NS) + " dropped=" + publication.droppedCount());
    }

    private FaultPoint point;

    private void reached(final FaultPoint here) {
        if (!armed || here != point) {
            return;
        }
        armed = false;
        System.out.println("hit " + here);
        switch (arguments.text("what", "")) {
            case "exit" -> System.exit(EXIT_CODE);
            case "halt" -> Runtime.getRuntime().halt(EXIT_CODE);
            case "overflow" -> overflow(0);
            case "memory" -> throw new OutOfMemoryError("test");
            case "linkage" -> throw new NoClassDefFoundError("test");
            default -> throw new AssertionError("test");
        }
    }

    private static int overflow(final int depth) {
        return overflow(depth + 1) + 1;
    }

    private int logLines(final Publication publication, final int first) {
        int sequence = first;
        for (int i = 0; i < LINES; i++) {
            sequence = log(publication, sequence);
        }
        return sequence;
    }

    /** Logs a line; if the call throws, which it does in the middle of a claim, the line is logged again. */
    private int logThrough(final Publication publication, final int sequence) {
        try {
            return log(publication, sequence);
        } catch (final Error e) {
            if (arguments.flag("uncaught")) {
                throw e;
            }
            return log(publication, sequence);
        }
    }

    private int log(final Publication publication, final int sequence) {
        final int producer = arguments.number("producer", 0);
        final byte[] line = (new OracleLine(producer, 0, sequence).text() + "\n").getBytes(US_ASCII);
        if (!publication.publish(line, 0, line.length)) {
            throw new IllegalStateException("dropped: " + sequence);
        }
        returned.set(0, sequence + 1);
        return sequence + 1;
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
