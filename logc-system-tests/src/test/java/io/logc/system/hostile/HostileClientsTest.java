package io.logc.system.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferDirectory;
import io.logc.control.ControlProtocol;
import io.logc.control.WriteRequest;
import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.ProcessFigures;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * One client scribbles over its shared memory, another floods requests: the server spends little on the two, and the file of
 * an honest application is perfect. CPU time is what the kernel counts for the server's process.
 */
class HostileClientsTest extends SystemTest {
    private static final int MEASURED_S = 3;
    /** The least of them counts: whoever else works on the machine can make the server's work dearer, and never cheaper. */
    private static final int WINDOWS = 3;

    private static final int WARM_UP_S = 1;
    private static final int HOSTILE_WARM_UP_S = 4;
    private static final int TICKS_PER_SECOND = 100;
    private static final double MAX_SHARE = 0.10;
    private static final int MAX_BUFFERS_PUT_ASIDE = 8;
    private static final List<String> EVENTS = List.of("0123456789 one", "0123456789 two", "0123456789 tri");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void shouldSpendLittleOnAScribblerAndAFlooderAndKeepAnothersFilePerfect() {
        final int seconds = rounds(MEASURED_S);
        final TestServer server = TestServer.start(scratch);
        // Finished lines: the making of lines would be compiled in the very time that is measured.
        final ForkedJvm application = startApplication("bare", 1, 2, "rate=2000");
        scratch.awaitDrainedBy(server.jvm());
        final int hostileSeconds = HOSTILE_WARM_UP_S + WINDOWS * seconds + 2;
        final ForkedJvm scribbler = startHostile(Scribbler.class, hostileSeconds);
        final ForkedJvm flooder = startHostile(Flooder.class, hostileSeconds);
        flooder.awaitLine("flooding");
        scribbler.awaitLine("scribbling");
        letRun(HOSTILE_WARM_UP_S * 1000, HOSTILE_WARM_UP_S * 1000);
        final long together = leastTicksOf(server, seconds);
        scribbler.awaitSuccess();
        flooder.awaitSuccess();
        // Afterwards, when the server's code is compiled as well as it will be, so that it does not look dearer than it
        // is.
        letRun(WARM_UP_S * 1000, WARM_UP_S * 1000);
        final long alone = leastTicksOf(server, seconds);

        System.out.println("server's ticks in " + seconds + " s: alone " + alone + ", with two hostile clients "
                + together + "; " + scribbler.outLines() + ", " + flooder.outLines());
        application.tell("stop");
        application.awaitSuccess();
        scratch.awaitNoBuffers();
        new Oracle().expect(1, scratch.counts(1, 2)).livesInOrder().read(log()).assertPerfect();
        assertThat(application.lines().stream()
                        .filter(line -> line.contains("did not take over")
                                || line.contains("this process writes the file itself, and hands over as soon")))
                .as("the honest application has noticed nothing since it has handed over")
                .hasSizeLessThanOrEqualTo(1);
        assertThat(scratch.bufferFiles(".corrupt"))
                .as("buffers put aside")
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(MAX_BUFFERS_PUT_ASIDE);
        assertThat(server.jvm().lines()).as("lines of the server").hasSizeLessThan(100);
        assertThat((double) (together - alone) / TICKS_PER_SECOND / seconds)
                .as("share of a core that the server spends on the two (ticks %d and %d)", alone, together)
                .isLessThanOrEqualTo(MAX_SHARE);
    }

    /** Each kind of damage once, with a fixed seed: what was readable is on file, and one line says what happened. */
    @Test
    void shouldSaveWhatIsReadableAndSayOneLineForEachKindOfDamage() throws IOException {
        final TestServer server = TestServer.start(scratch);
        final ForkedJvm application = startApplication("bare", 1, 1, "rate=500");
        scratch.awaitDrainedBy(server.jvm());
        final BufferDirectory directory = BufferDirectory.open(scratch.buffers());
        for (final Damage damage : Damage.values()) {
            final Path file = scratch.log(damage + ".log");
            damage(directory, damage, file);

            await(damage + " is said")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(warnings(server, file)).hasSize(1));
            assertThat(warnings(server, file).get(0)).contains("is damaged and was put aside as");
            final List<String> lines = Files.readAllLines(file);
            assertThat(lines)
                    .as("%s", damage)
                    .startsWith(EVENTS.subList(0, damage.eventsSaved()).toArray(String[]::new));
            assertThat(EVENTS)
                    .as("%s: nothing torn, nothing in another order", damage)
                    .startsWith(lines.toArray(String[]::new));
        }
        application.tell("stop");
        application.awaitSuccess();
        scratch.awaitNoBuffers();
        new Oracle().expect(1, scratch.counts(1, 1)).read(log()).assertPerfect();
    }

    private static List<String> warnings(final TestServer server, final Path file) {
        return server.jvm().lines().stream()
                .filter(line -> line.contains(" WARN ") && line.contains(file.toString()))
                .toList();
    }

    private static void damage(final BufferDirectory directory, final Damage damage, final Path file)
            throws IOException {
        try (HostileBuffer buffer = HostileBuffer.create(directory, file);
                RawClient client = new RawClient(directory.serverFile())) {
            final Random random = new Random(damage.ordinal());
            buffer.write(EVENTS.get(0));
            if (damage.isOfADrainedBuffer()) {
                assertThat(client.init(buffer.file()).accepted()).isTrue();
                client.send(new WriteRequest(0, buffer.file().tailPosition(), 1)::encode);
                client.receive(ControlProtocol.WRITE_RESPONSE);
            }
            buffer.write(EVENTS.get(1));
            buffer.write(EVENTS.get(2));
            damage.inflict(buffer, random);
            if (!damage.isOfADrainedBuffer()) {
                assertThat(client.init(buffer.file()).accepted()).isTrue();
            }
            await(damage.toString()).atMost(PATIENCE).until(() -> !buffer.isThere());
        }
    }

    private static long leastTicksOf(final TestServer server, final int seconds) {
        return LongStream.range(0, WINDOWS)
                .map(window -> ticksOf(server, seconds))
                .min()
                .orElseThrow();
    }

    private static long ticksOf(final TestServer server, final int seconds) {
        final long before = ProcessFigures.cpuTicks(server.jvm().pid());
        final long deadlineNs = System.nanoTime() + seconds * 1_000_000_000L;
        for (long leftNs = deadlineNs - System.nanoTime(); leftNs > 0; leftNs = deadlineNs - System.nanoTime()) {
            java.util.concurrent.locks.LockSupport.parkNanos(leftNs);
        }
        return ProcessFigures.cpuTicks(server.jvm().pid()) - before;
    }

    private ForkedJvm startHostile(final Class<?> main, final int seconds) {
        return scratch.track(ForkedJvm.named(main.getSimpleName(), scratch.outputs())
                .jvmOptions("-Xmx64m", "-XX:+UseSerialGC")
                .main(
                        main,
                        "directory=" + scratch.buffers(),
                        "file=" + scratch.log(main.getSimpleName() + ".log"),
                        "seconds=" + seconds,
                        "seed=" + random.nextInt())
                .start());
    }
}
