package io.logc.system.rig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A Java process that a test has started, with what it printed. A line that starts with {@code WARNING}, which is how the
 * JDK complains of unsafe memory or native access, fails the test.
 */
public final class ForkedJvm implements AutoCloseable {
    private static final String EMBEDDED_SERVER = "embedded.jar";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Process process;
    private final String name;
    private final Path out;
    private final Path err;

    private ForkedJvm(final Process process, final String name, final Path out, final Path err) {
        this.process = process;
        this.name = name;
        this.out = out;
        this.err = err;
    }

    /** What is to be started; each method returns this. */
    public static final class Builder {
        private final String name;
        private final Path directory;
        private final List<String> prefix = new ArrayList<>();
        private final List<String> jvmOptions = new ArrayList<>();
        private final Map<String, String> environment = new TreeMap<>();
        private final List<String> program = new ArrayList<>();
        private Path workingDirectory;

        private Builder(final String name, final Path directory) {
            this.name = name;
            this.directory = directory;
            this.workingDirectory = directory;
        }

        public Builder main(final Class<?> main, final String... arguments) {
            return classPath(testClassPath(false), main, arguments);
        }

        public Builder classPath(final String classPath, final Class<?> main, final String... arguments) {
            program.addAll(List.of("-cp", classPath, main.getName()));
            program.addAll(List.of(arguments));
            return this;
        }

        public Builder jar(final Path jar, final String... arguments) {
            program.addAll(List.of("-jar", jar.toString()));
            program.addAll(List.of(arguments));
            return this;
        }

        /** Puts the server that an appender can start on the class path. */
        public Builder withEmbeddedServer() {
            final int classPath = program.indexOf("-cp") + 1;
            program.set(classPath, testClassPath(true));
            return this;
        }

        public Builder jvmOptions(final String... options) {
            jvmOptions.addAll(List.of(options));
            return this;
        }

        public Builder environment(final String variable, final String value) {
            environment.put(variable, value);
            return this;
        }

        /**
         * Makes the process the leader of a session and process group of its own, as a terminal's job is. Nor does it ignore
         * SIGINT as all do that a script has started in the background, which the JVM would leave so.
         */
        public Builder ownProcessGroup() {
            prefix.addAll(List.of("setsid", "env", "--default-signal=INT"));
            return this;
        }

        /** Has another program start the process, such as one that changes what the process sees. */
        public Builder prefix(final List<String> command) {
            prefix.addAll(command);
            return this;
        }

        public Builder workingDirectory(final Path path) {
            workingDirectory = path;
            return this;
        }

        public ForkedJvm start() {
            final List<String> command = new ArrayList<>(prefix);
            command.add(System.getProperty("logc.test.java", System.getProperty("java.home") + "/bin/java"));
            command.addAll(jvmOptions);
            command.addAll(program);
            final ProcessBuilder builder = new ProcessBuilder(command).directory(workingDirectory.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(variable -> variable.startsWith("LOGC_") || variable.startsWith("JAVA_TOOL_OPTIONS"));
            builder.environment().putAll(environment);
            try {
                final Path out = Files.createTempFile(directory, name + "-", ".out");
                final Path err = Path.of(out.toString().replaceAll("\\.out$", ".err"));
                builder.redirectOutput(out.toFile()).redirectError(err.toFile());
                return new ForkedJvm(builder.start(), name, out, err);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Begins to describe a process; what it prints goes to files in the directory. */
    public static Builder named(final String name, final Path directory) {
        return new Builder(name, directory);
    }

    /** The class path of the tests, with or without the server that an appender could start. */
    public static String testClassPath(final boolean withServer) {
        final String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        final List<String> entries = new ArrayList<>(List.of(classPath.split(java.io.File.pathSeparator)));
        entries.removeIf(entry -> !withServer && entry.endsWith(EMBEDDED_SERVER));
        return String.join(java.io.File.pathSeparator, entries);
    }

    public long pid() {
        return process.pid();
    }

    public String name() {
        return name;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Writes a line to the process's standard input. */
    public void tell(final String line) {
        try {
            final OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(UTF_8));
            in.flush();
        } catch (final IOException e) {
            throw new UncheckedIOException(toString(), e);
        }
    }

    /** Writes a line to the process's standard input, unless it has ended meanwhile. */
    public void tellIfAlive(final String line) {
        try {
            tell(line);
        } catch (final UncheckedIOException e) {
            // Its end of the pipe is closed a moment before it is gone.
            awaitExit();
        }
    }

    /** Sends a signal, unless the process has ended meanwhile. */
    public void signalIfAlive(final String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, "--", Long.toString(pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code kill -9}, without waiting. */
    public void killSoon() {
        process.destroyForcibly();
    }

    /** {@code kill -9}, and waits for the end. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** {@code SIGTERM}, without waiting. */
    public void terminate() {
        process.destroy();
    }

    /** Sends a signal, by its name without SIG. */
    public void signal(final String signal) {
        kill(signal, Long.toString(pid()));
    }

    /** Sends a signal to the whole process group of a process that was started as the leader of one. */
    public void signalGroup(final String signal) {
        kill(signal, "-" + pid());
    }

    private static void kill(final String signal, final String target) {
        try {
            final int exitCode = new ProcessBuilder("kill", "-" + signal, "--", target)
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(exitCode).as("exit code of kill").isZero();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the end, and checks for warnings of the JDK. */
    public int awaitExit() {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("%s ends", this)
                    .isTrue();
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(errLines()).as("what %s printed", name).noneMatch(line -> line.startsWith("WARNING"));
        assertThat(outLines()).as("what %s printed", name).noneMatch(line -> line.startsWith("WARNING"));
        return process.exitValue();
    }

    /** Waits for a good end. */
    public void awaitSuccess() {
        assertThat(awaitExit()).as("exit code of %s", this).isZero();
    }

    /** Waits for a line on either stream that contains a text, and returns it. */
    public String awaitLine(final String text) {
        return await("line with \"" + text + "\" of " + name)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () -> {
                            final String found = findLine(text);
                            assertThat(found != null || isAlive() || findLine(text) != null)
                                    .as("%s ended without a line with \"%s\"", this, text)
                                    .isTrue();
                            return found;
                        },
                        found -> found != null);
    }

    /** The number after a text, such as {@code "dropped="}, in the lines printed so far. */
    public long number(final String text) {
        final String line = awaitLine(text);
        final String rest = line.substring(line.indexOf(text) + text.length());
        return Long.parseLong(rest.split("[^0-9-]", 2)[0]);
    }

    private String findLine(final String text) {
        for (final String line : lines()) {
            if (line.contains(text)) {
                return line;
            }
        }
        return null;
    }

    public List<String> outLines() {
        return readLines(out);
    }

    public List<String> errLines() {
        return readLines(err);
    }

    /** All lines of both streams. */
    public List<String> lines() {
        final List<String> all = new ArrayList<>(outLines());
        all.addAll(errLines());
        return all;
    }

    /** Deletes what the process printed, once it has ended. */
    public void forgetLines() {
        try {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> readLines(final Path file) {
        try {
            return Files.readString(file, UTF_8).lines().toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return name + " (process " + process.pid() + ", printed " + lines() + ")";
    }
}
