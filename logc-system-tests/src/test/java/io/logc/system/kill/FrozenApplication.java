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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Brings one part of the {@link Combination}s to their frozen state, prints {@code frozen}, and stays. When it is told to, it lets
 * all threads go on, has everything written, and ends. With {@code afterwards=true} it is the next life instead: it logs a
 * line into each file.
 */
public final class FrozenApplication implements StatusSink {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int SMALL_STACK = 256 * 1024;
    private static final CountDownLatch THAW = new CountDownLatch(1);

    private final Arguments arguments;
    private final List<Victim> victims = new ArrayList<>();
    private final List<Publication> publications = new ArrayList<>();

    private FrozenApplication(final Arguments arguments) {
        this.arguments = arguments;
    }

    /** Runs the application. */
    public static void main(final String[] args) throws Exception {
        final FrozenApplication application = new FrozenApplication(new Arguments(args));
        final List<Combination> combinations = Combination.part(application.arguments.number("part", 0));
        if (application.arguments.flag("afterwards")) {
            application.logAfterwards(combinations);
        } else {
            Faults.install(FrozenApplication::reached);
            application.freeze(combinations);
        }
    }

    /** A thread that is frozen in its one log call. */
    private static final class Victim extends Thread {
        private final FaultPoint point;
        private final CountDownLatch frozen = new CountDownLatch(1);
        private boolean passed;

        Victim(final FaultPoint point, final Publication publication, final byte[] line) {
            super(null, () -> publication.publish(line, 0, line.length), "victim-" + point, SMALL_STACK);
            setDaemon(true);
            this.point = point;
        }

        void reached(final FaultPoint here) {
            if (here == point && !passed) {
                passed = true;
                frozen.countDown();
                await(THAW);
            }
        }
    }

    private static void reached(final FaultPoint point) {
        if (Thread.currentThread() instanceof Victim victim) {
            victim.reached(point);
        }
    }

    private static void await(final CountDownLatch latch) {
        try {
            if (!latch.await(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException(Thread.currentThread() + " waited in vain");
            }
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void freeze(final List<Combination> combinations) throws Exception {
        for (final Combination combination : combinations) {
            freeze(combination);
        }
        noteHits();
        System.out.println("frozen");
        if (System.in.read() < 0) {
            return;
        }
        THAW.countDown();
        for (final Victim victim : victims) {
            victim.join();
        }
        closeAll();
    }

    private void freeze(final Combination combination) {
        final Publication publication = open(combination, "60 s");
        combination.alignmentLines().forEach(line -> publish(publication, line));
        if (!publication.flush(TIMEOUT_NS)) {
            throw new IllegalStateException(combination + ": is not drained");
        }
        for (int thread = 0; thread < combination.points().size(); thread++) {
            if (thread == 1 && combination.isFull()) {
                fill(combination);
            }
            final FaultPoint point = combination.points().get(thread);
            final Victim victim = new Victim(point, publication, bytes(combination.line(thread)));
            victims.add(victim);
            victim.start();
            await(victim.frozen);
        }
        for (int i = 0; i < Combination.OTHER_LINES && !combination.isFull(); i++) {
            publish(publication, combination.otherLine(i));
        }
    }

    /** Calls return within their bound though nobody can drain; the ones that find no room are dropped. */
    private void fill(final Combination combination) {
        final Publication impatient = open(combination, "5 ms");
        int dropped = 0;
        for (int i = 0; dropped < Combination.DROPS; i++) {
            final byte[] line = bytes(combination.otherLine(i));
            if (!impatient.publish(line, 0, line.length)) {
                dropped++;
            }
        }
    }

    private void noteHits() throws IOException {
        final StringBuilder hits = new StringBuilder();
        victims.forEach(victim -> hits.append("freeze ").append(victim.point).append('\n'));
        Files.writeString(Path.of(System.getProperty("logc.faults.log")), hits);
    }

    private void logAfterwards(final List<Combination> combinations) {
        combinations.forEach(combination -> publish(open(combination, "60 s"), combination.lineAfterwards()));
        closeAll();
    }

    private void closeAll() {
        publications.forEach(publication -> {
            if (!publication.close(TIMEOUT_NS)) {
                throw new IllegalStateException("not everything is on file");
            }
        });
        System.out.println("closed");
    }

    private Publication open(final Combination combination, final String maxBlock) {
        final LogcOptions options = new LogcOptions();
        options.setFile(Path.of(arguments.text("directory", ""))
                .resolve(combination.fileName())
                .toString());
        options.setServer(arguments.text("server", "none"));
        options.setAutoStart(false);
        options.setBufferSize(Integer.toString(Combination.CAPACITY));
        options.setMaxBlock(maxBlock);
        final Publication publication = LogcClient.open(options, FileTexts.none(), this);
        publications.add(publication);
        return publication;
    }

    private static void publish(final Publication publication, final String line) {
        final byte[] bytes = bytes(line);
        if (!publication.publish(bytes, 0, bytes.length)) {
            throw new IllegalStateException("dropped: " + line);
        }
    }

    private static byte[] bytes(final String line) {
        return line.getBytes(US_ASCII);
    }

    @Override
    public void info(final String message) {
        if (message.contains("unfinished")) {
            System.out.println("info: " + message);
        }
    }

    @Override
    public void warn(final String message, final Throwable cause) {
        System.out.println("warn: " + message);
    }
}
