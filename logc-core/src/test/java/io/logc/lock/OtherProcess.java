package io.logc.lock;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A running {@link LockHolder}. */
final class OtherProcess implements AutoCloseable {
    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;

    OtherProcess() throws Exception {
        final String classPath = location(KernelLock.class) + java.io.File.pathSeparator + location(LockHolder.class);
        final Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        process = new ProcessBuilder(
                        java.toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        LockHolder.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        commands = new PrintStream(process.getOutputStream(), true);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream()));
    }

    static Path location(final Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    String ask(final String command, final Path path) throws IOException {
        tell(command, path);
        return answers.readLine();
    }

    void tell(final String command, final Path path) {
        commands.println(command + " " + path);
    }

    String answer() throws IOException {
        return answers.readLine();
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly().onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        kill();
    }
}
