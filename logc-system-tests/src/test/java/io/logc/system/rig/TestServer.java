package io.logc.system.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

/** A log server in a process of its own, on any free port. */
public final class TestServer implements AutoCloseable {
    private final ForkedJvm jvm;

    private TestServer(final ForkedJvm jvm) {
        this.jvm = jvm;
    }

    /** Starts a server; it may not serve yet, see {@link #awaitServing()}. */
    public static TestServer launch(final Scratch scratch, final String... options) {
        return launch(scratch, List.of(), options);
    }

    /** Starts a server in a JVM with options of its own; it may not serve yet. */
    public static TestServer launch(final Scratch scratch, final List<String> jvmOptions, final String... options) {
        return launch(scratch, List.of(), jvmOptions, options);
    }

    /** Has another program start the server, such as one that changes what the server sees. */
    public static TestServer launch(
            final Scratch scratch, final List<String> prefix, final List<String> jvmOptions, final String... options) {
        final String[] arguments = new String[options.length + 5];
        arguments[0] = "serve";
        arguments[1] = "--buffer-directory";
        arguments[2] = scratch.buffers().toString();
        arguments[3] = "--port";
        arguments[4] = "0";
        System.arraycopy(options, 0, arguments, 5, options.length);
        return new TestServer(scratch.track(ForkedJvm.named("server", scratch.outputs())
                .prefix(prefix)
                .jvmOptions("-Xmx128m", "-XX:+UseSerialGC")
                .jvmOptions(jvmOptions.toArray(String[]::new))
                .jar(jar(), arguments)
                .start()));
    }

    /** Starts a server and waits until it serves. */
    public static TestServer start(final Scratch scratch, final String... options) {
        return launch(scratch, options).awaitServing();
    }

    public static Path jar() {
        return Path.of(System.getProperty("logc.server.jar"));
    }

    public TestServer awaitServing() {
        jvm.awaitLine("serving ");
        return this;
    }

    public int port() {
        return (int) jvm.number(" on port ");
    }

    public ForkedJvm jvm() {
        return jvm;
    }

    /** {@code SIGTERM}, and waits for an orderly end. */
    public void terminate() {
        jvm.terminate();
        // A JVM that ends by a signal says so in its exit code, 128 and the signal's number.
        assertThat(jvm.awaitExit()).as("exit code of %s", jvm).isEqualTo(143);
        assertThat(jvm.lines()).anyMatch(line -> line.endsWith("ended"));
    }

    public void kill() {
        jvm.kill();
    }

    @Override
    public void close() {
        jvm.close();
    }
}
