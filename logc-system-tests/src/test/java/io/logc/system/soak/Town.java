package io.logc.system.soak;

import static org.awaitility.Awaitility.await;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Scratch;
import io.logc.system.rig.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One buffer directory with everybody who uses it: the servers, the applications, and their log files. Any thread.
 */
final class Town implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long TIDYING_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long TIDYING_POLL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Set<String> LASTING =
            Set.of("generation", "generation.lock", "server", "server.lock", "server.log", "autostart.lock");
    private static final Pattern ALARM = Pattern.compile("damaged|put aside|stand twice|may be missing|not be settled"
            + "|cannot be|could not|makes no sense|failure|Exception|Error|WARNING");
    /** Said when a server comes or goes in the middle of something. */
    private static final Pattern HARMLESS = Pattern.compile("the server did not take over: the server has closed"
            + "|the server did not take over: it did not answer|a client was refused: .*is drained by another process");

    private final String name;
    private final Archives archives;
    private final Scratch scratch = new Scratch();
    private final Tally tally;
    private final List<Ledger> ledgers = new ArrayList<>();
    private final List<ForkedJvm> alive = new CopyOnWriteArrayList<>();
    private final Set<Life> mortals = ConcurrentHashMap.newKeySet();

    Town(final String name, final Archives archives, final Tally tally) {
        this.name = name;
        this.archives = archives;
        this.tally = tally;
    }

    Scratch scratch() {
        return scratch;
    }

    Tally tally() {
        return tally;
    }

    List<Ledger> ledgers() {
        return ledgers;
    }

    /** Makes a log file known. */
    Path file(final String fileName, final boolean dropsAllowed) {
        final Path file = scratch.log(name + "-" + fileName);
        ledgers.add(new Ledger(file, dropsAllowed, tally));
        return file;
    }

    /** Starts a server, with a fault where there is one. */
    ForkedJvm startServer(final String fault, final String... jvmOptions) {
        final List<String> options = new ArrayList<>(List.of(jvmOptions));
        options.addAll(List.of(
                "-Xmx64m", "-XX:+UseSerialGC", "-XX:-UseDynamicNumberOfCompilerThreads", archives.option("server")));
        options.addAll(faultOptions(fault));
        return started(ForkedJvm.named(name + "-server", scratch.outputs())
                .jvmOptions(options.toArray(String[]::new))
                .jar(TestServer.jar(), "serve", "--port=0", "--buffer-directory=" + scratch.buffers())
                .start());
    }

    /** Starts a server that serves, as soon as there is no other. */
    ForkedJvm startLastServer() {
        while (true) {
            final ForkedJvm server = startServer("");
            if (awaitLine(server, "serving ")) {
                return server;
            }
            ended(server);
        }
    }

    /** Starts an application, with a fault where there is one. */
    ForkedJvm startApplication(final Life life, final String fault, final boolean autoStart, final String... options) {
        for (final Ledger ledger : ledgers) {
            if (life.files().contains(ledger.file())) {
                ledger.announce(life);
            }
        }
        final List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add("files="
                + String.join(",", life.files().stream().map(Path::toString).toList()));
        arguments.add("producer=" + life.producer());
        arguments.add("threads=" + life.threads());
        arguments.add("returned=" + life.countsFile());
        arguments.add("autoStart=" + autoStart);
        final List<String> jvm = new ArrayList<>(
                List.of("-Xmx48m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", archives.option("application")));
        jvm.add("-XX:-UseDynamicNumberOfCompilerThreads");
        jvm.add("-Dlogc.test.producer=" + life.producer());
        jvm.addAll(faultOptions(fault));
        final ForkedJvm.Builder builder = ForkedJvm.named(name + "-" + life.producer(), scratch.outputs())
                .jvmOptions(jvm.toArray(String[]::new))
                .environment("LOGC_BUFFER_DIRECTORY", scratch.buffers().toString())
                .classPath(archives.classPath(), SoakApplication.class, arguments.toArray(String[]::new));
        if (autoStart) {
            builder.environment("LOGC_SERVER_JAR", TestServer.jar().toString()).environment("LOGC_IDLE_EXIT", "2");
        }
        return started(builder.start());
    }

    private ForkedJvm started(final ForkedJvm jvm) {
        alive.add(jvm);
        return jvm;
    }

    private List<String> faultOptions(final String fault) {
        return fault.isEmpty() ? List.of() : List.of("-Dlogc.faults=" + fault, "-Dlogc.faults.log=" + faultsLog());
    }

    private Path faultsLog() {
        return scratch.outputs().resolve("faults.log");
    }

    /** Says that an application may be killed by anybody. */
    void mortal(final Life life, final boolean alive) {
        if (alive) {
            mortals.add(life);
        } else {
            mortals.remove(life);
        }
    }

    /** Kills all applications that may be killed, at this moment. */
    void killApplications() {
        for (final Life life : mortals) {
            if (life.dies(Kind.TOGETHER)) {
                life.process().killSoon();
            }
        }
    }

    /** Waits for a moment in a process's life, or for its end. */
    static boolean awaitLine(final ForkedJvm jvm, final String text) {
        awaitUntil(() -> !jvm.isAlive() || jvm.lines().stream().anyMatch(line -> line.contains(text)));
        return jvm.isAlive();
    }

    static void awaitUntil(final BooleanSupplier condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(8)).until(condition::getAsBoolean);
    }

    /** A process has ended: looks at what it said, and forgets it. */
    int ended(final ForkedJvm jvm) {
        final int exitCode = jvm.awaitExit();
        jvm.lines().forEach(line -> onLine(jvm.name(), line));
        jvm.forgetLines();
        alive.remove(jvm);
        return exitCode;
    }

    private void onLine(final String who, final String line) {
        if (ALARM.matcher(line).find() && !HARMLESS.matcher(line).find()) {
            tally.fault(tally.alarms, 1, who + ": " + line);
        }
    }

    /** Looks at what servers said that applications have started. */
    void checkServerLog() throws IOException {
        final Path log = scratch.buffers().resolve("server.log");
        if (Files.exists(log)) {
            Files.readAllLines(log).forEach(line -> onLine("server.log", line));
        }
    }

    /** Counts what should not be in the buffer directory when nobody is left who would need it; its server has a while. */
    void countLeftovers() throws IOException {
        final long deadlineNs = System.nanoTime() + TIDYING_NS;
        Set<String> leftovers = leftovers();
        while (!leftovers.isEmpty() && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(TIDYING_POLL_NS);
            leftovers = leftovers();
        }
        if (!leftovers.isEmpty()) {
            tally.fault(tally.leaked, leftovers.size(), name + ": left in the buffer directory: " + leftovers);
        }
    }

    private Set<String> leftovers() throws IOException {
        final Set<String> leftovers = new TreeSet<>();
        int journals = 0;
        int writers = 0;
        try (Stream<Path> all = Files.list(scratch.buffers())) {
            for (final Path path : all.toList()) {
                final String file = path.getFileName().toString();
                if (file.endsWith(".journal")) {
                    journals++;
                } else if (file.endsWith(".writer")) {
                    writers++;
                } else if (!LASTING.contains(file)) {
                    leftovers.add(file);
                }
            }
        }
        if (journals > ledgers.size() || writers > ledgers.size()) {
            leftovers.add(journals + " journals and " + writers + " writer locks of " + ledgers.size() + " log files");
        }
        return leftovers;
    }

    /** Hands on which fault points were hit, for the build to count. */
    void reportFaultPoints() throws IOException {
        final String hits = System.getProperty("logc.faults.hits", "");
        if (!hits.isEmpty() && Files.exists(faultsLog())) {
            Files.write(
                    Path.of(hits),
                    Files.readAllBytes(faultsLog()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    @Override
    public void close() {
        alive.forEach(ForkedJvm::close);
        if (!Boolean.getBoolean("logc.soak.keep")) {
            scratch.close();
        } else {
            System.out.println("soak: " + name + " is kept: " + scratch.buffers() + ", " + scratch.logs());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
