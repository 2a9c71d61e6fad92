package io.logc.system.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.fault.FaultPoint;
import io.logc.fault.Faults;
import io.logc.system.rig.FaultHits;
import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.LoadApplication;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.Scratch;
import io.logc.system.rig.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A chain of processes on one log file, each of which finds what the one before it left and stops at a place of its own.
 * Every application that is started gets the next number, so that the oracle can tell whose lines stand before whose.
 */
final class Lives {
    private static final String[] QUICK_JVM = {"-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"
    };
    private static final String FROZEN_DRAINER = "freeze:CONSUMER_LOCKED";
    private static final String FOREIGN = "foreign ";
    private static final int MAX_LAST_LIVES = 3;

    private final Scratch scratch;
    private final Path log;
    private final List<Path> rotated = new ArrayList<>();
    private final List<Integer> expected = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final List<String> arguments;
    private int applications;
    private int processes;
    private boolean dropsAllowed;
    private int unreturnedDrops;
    private boolean inOrder = true;

    /** Begins a chain; the arguments go to every application. */
    Lives(final Scratch scratch, final String... arguments) {
        this.scratch = scratch;
        this.arguments = List.of(arguments);
        log = scratch.log("app.log");
    }

    Path log() {
        return log;
    }

    Scratch scratch() {
        return scratch;
    }

    /** Applications that live side by side are in no order. */
    Lives sideBySide() {
        inOrder = false;
        return this;
    }

    /** From now on drops may be reported in the file, and more of them by so many that died before their call returned. */
    void allowDrops(final int unreturned) {
        dropsAllowed = true;
        unreturnedDrops += unreturned;
    }

    /** What lives before were to have in the file is no longer asked for. */
    void forget() {
        expected.clear();
        rotated.clear();
    }

    /** Starts an application with faults, or with none if the text is empty. */
    ForkedJvm application(final String faults, final String... more) {
        final int number = applications++;
        expected.add(number);
        return unexpectedApplication(number, faults, more);
    }

    /** Starts an application whose lines may be missing: its buffer is to be damaged. */
    ForkedJvm damagedApplication(final String faults, final String... more) {
        return unexpectedApplication(applications++, faults, more);
    }

    /** Starts an application that logs through a framework's appender: its records name texts by numbers. */
    ForkedJvm frameworkApplication(final String faults, final String... more) {
        final int number = applications++;
        expected.add(number);
        return start(LoadApplication.class, number, faults, more);
    }

    /** Starts an {@link ErrorApplication}. */
    ForkedJvm errorApplication(final String... more) {
        final int number = applications++;
        expected.add(number);
        return start(ErrorApplication.class, number, "hook", more);
    }

    /** Runs {@code recover}. */
    void recover() {
        final ForkedJvm recover = scratch.track(ForkedJvm.named("recover", scratch.outputs())
                .jvmOptions(QUICK_JVM)
                .jar(
                        TestServer.jar(),
                        "recover",
                        "--buffer-directory",
                        scratch.buffers().toString())
                .start());
        recover.awaitSuccess();
    }

    private ForkedJvm unexpectedApplication(final int number, final String faults, final String... more) {
        return start(LifeApplication.class, number, faults, more);
    }

    private ForkedJvm start(final Class<?> main, final int number, final String faults, final String... more) {
        final List<String> all =
                new ArrayList<>(List.of("file=" + log, "producer=" + number, "returned=" + scratch.countsFile(number)));
        all.addAll(arguments);
        all.addAll(List.of(more));
        final String name = "application-" + number;
        return scratch.track(ForkedJvm.named(name, scratch.outputs())
                .jvmOptions(QUICK_JVM)
                .jvmOptions(faultOptions(name, faults))
                .environment("LOGC_BUFFER_DIRECTORY", scratch.buffers().toString())
                .main(main, all.toArray(String[]::new))
                .start());
    }

    /** An application that fills its buffer, with nobody to drain it, and is gone. */
    void feed(final Work work, final String... more) {
        final List<String> all = new ArrayList<>(List.of(work.arguments()));
        all.add("end=halt");
        all.addAll(List.of(more));
        final ForkedJvm feeder = application(FROZEN_DRAINER, all.toArray(String[]::new));
        feeder.awaitSuccess();
        feeder.awaitLine("logged");
    }

    /** An application that does the work with nobody to drain it at first, and then drains it itself. */
    ForkedJvm selfDraining(final Work work, final String faults, final String... more) {
        final List<String> all = new ArrayList<>(List.of(work.arguments()));
        all.add("thaw=true");
        all.addAll(List.of(more));
        return application(FROZEN_DRAINER + "," + faults, all.toArray(String[]::new));
    }

    /** Starts a server with faults, or with none if the text is empty. */
    TestServer server(final String faults) {
        final List<String> options = new ArrayList<>(List.of(QUICK_JVM));
        options.addAll(List.of(faultOptions("server-" + processes++, faults)));
        return TestServer.launch(scratch, options);
    }

    private String[] faultOptions(final String name, final String faults) {
        if (faults.isEmpty()) {
            return new String[0];
        }
        return new String[] {
            "-Dlogc.faults=" + faults,
            "-Dlogc.faults.log=" + FaultHits.file(scratch, name),
            "-Dlogc.faults.thaw=" + thawFile(name)
        };
    }

    private Path thawFile(final String name) {
        return scratch.outputs().resolve("thaw-" + name);
    }

    /** Lets the frozen threads of a process go on. */
    void thaw(final ForkedJvm jvm) {
        try {
            Files.createFile(thawFile(jvm.name().equals("server") ? "server-" + (processes - 1) : jvm.name()));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a process has stopped at a point, and nowhere else. */
    void awaitHalt(final ForkedJvm jvm, final FaultPoint point) {
        assertThat(jvm.awaitExit())
                .as("exit code of %s, which is to stop at %s", jvm, point)
                .isEqualTo(Faults.HALTED);
        said.addAll(jvm.lines());
        assertThat(faults()).as("faults of %s", jvm).contains("halt " + point);
    }

    /** Waits until a thread of some process is frozen at a point. */
    void awaitFrozen(final FaultPoint point) {
        awaitFrozen(point, 1);
    }

    /** Waits until so many threads were frozen at a point. */
    void awaitFrozen(final FaultPoint point, final int count) {
        org.awaitility.Awaitility.await("a thread frozen at " + point)
                .pollInterval(java.time.Duration.ofMillis(2))
                .atMost(java.time.Duration.ofSeconds(60))
                .until(() -> java.util.Collections.frequency(faults(), "freeze " + point) >= count);
    }

    private List<String> faults() {
        final List<String> all = new ArrayList<>();
        try (var files = Files.newDirectoryStream(scratch.outputs(), "faults-*")) {
            for (final Path file : files) {
                all.addAll(Files.readAllLines(file));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** Renames the log file, as logrotate does. */
    void rotate() {
        final Path aside = log.resolveSibling("app.log." + (rotated.size() + 1));
        try {
            if (Files.exists(log)) {
                Files.move(log, aside);
                rotated.add(aside);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies the log file and empties it, as logrotate does with copytruncate. */
    void copyAndTruncate() {
        final Path copy = log.resolveSibling("app.log." + (rotated.size() + 1));
        try {
            Files.copy(log, copy);
            Files.write(log, new byte[0]);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        rotated.add(copy);
    }

    /** Appends a line as another program does, which may have to make the file. */
    void appendForeignLine() {
        try {
            Files.writeString(log, FOREIGN + "line\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the log file. */
    void delete() {
        try {
            Files.delete(log);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What applications and servers of this chain printed, up to when they ended or now. */
    List<String> said() {
        return said;
    }

    /** One more life beside a server that is there: the work goes on, and what was left is drained. */
    void liveOnWith(final TestServer server) {
        server.awaitServing();
        last(Host.SERVER);
        scratch.awaitNoBuffers();
        // What it says of a buffer it says when the buffer is gone.
        server.terminate();
        said.addAll(server.jvm().lines());
    }

    /** One more life in good order, which drains everything and logs some lines: the work goes on. */
    void liveOn(final Host host) {
        if (host == Host.SERVER) {
            liveOnWith(server(""));
        } else {
            for (int i = 0; i < MAX_LAST_LIVES && (i == 0 || !leftovers().isEmpty()); i++) {
                last(host);
            }
        }
    }

    private void last(final Host host) {
        final ForkedJvm application = application(
                "", "events=50", "goOn=false", "end=stop", "server=" + (host == Host.SERVER ? "auto" : "none"));
        application.awaitSuccess();
        assertThat(application.lines()).as("what %s printed", application).contains("stopped true");
        said.addAll(application.lines());
    }

    /** Checks the file, and that nothing is left of those that are gone. */
    void assertPerfect() {
        oracle().assertPerfect();
        assertThat(leftovers()).as("what is left in the buffer directory").isEmpty();
        assertThat(journalWord(JOURNAL_STATE)).as("state of the journal").isZero();
    }

    /** The oracle that has read all files of the chain. */
    Oracle oracle() {
        return newOracle().read(log);
    }

    /** The oracle that allows the last file to begin before the one before it ended. */
    Oracle oracleAfterDeletion() throws IOException {
        try (var in = Files.newInputStream(log)) {
            return newOracle().readAfterDeletion(in, log.toString());
        }
    }

    private Oracle newOracle() {
        final Oracle oracle = new Oracle().foreignLinesAllowed(FOREIGN);
        if (inOrder) {
            oracle.livesInOrder();
        }
        if (dropsAllowed) {
            oracle.dropsAllowed().unreturnedDropsAllowed(unreturnedDrops);
        }
        expected.forEach(producer -> oracle.expect(producer, scratch.counts(producer, 1)));
        rotated.forEach(oracle::read);
        return oracle;
    }

    /** Names in the buffer directory that belong to nobody who lives: buffers, locks of buffers, what was to be renamed. */
    TreeSet<String> leftovers() {
        final TreeSet<String> names = new TreeSet<>();
        scratch.bufferFiles("").forEach(file -> names.add(file.getFileName().toString()));
        names.removeIf(name -> name.startsWith("generation") && !name.endsWith(".new")
                || name.startsWith("server") && !name.endsWith(".new")
                || name.endsWith(".journal")
                || name.endsWith(".writer")
                || name.endsWith(".corrupt"));
        return names;
    }

    static final int JOURNAL_STATE = 8;
    static final int JOURNAL_KIND = 12;

    /** A word of the one journal. */
    int journalWord(final int offset) {
        final List<Path> journals = scratch.bufferFiles(".journal");
        assertThat(journals).hasSize(1);
        try {
            return java.nio.ByteBuffer.wrap(Files.readAllBytes(journals.get(0)))
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .getInt(offset);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
