package io.logc.jmh.messages;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which processors server and client may use, by Linux's {@code taskset}. Where the kernel decides, it wakes a client and a
 * server that wait for each other on one processor or on two, for seconds, and a round trip takes more than twice as long with
 * two; it need not decide alike for two servers.
 */
enum Placement {
    /** As the kernel decides. */
    ANYWHERE(null, null),
    /** Both on the first processor. */
    TOGETHER("0", "0"),
    /** The client on the first processor, the server on the second one. */
    APART("0", "1");

    private static final String TOOL = "taskset";
    private static final String ALLOWED = "Cpus_allowed_list:";
    private static final int ATTEMPTS = 3;

    private final String ofClient;
    private final String ofServer;

    Placement(final String ofClient, final String ofServer) {
        this.ofClient = ofClient;
        this.ofServer = ofServer;
    }

    /** Whether this process may use both processors, and there is the tool. */
    static boolean isPossible() throws IOException {
        return Files.isReadable(Path.of("/proc/self/status"))
                && allowed(ProcessHandle.current().pid()).matches("0(-|,1).*")
                && Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, TOOL)));
    }

    /** A command that runs the client there. */
    List<String> client(final List<String> command) {
        if (ofClient == null) {
            return command;
        }
        final List<String> placed = new ArrayList<>(List.of(TOOL, "-c", ofClient));
        placed.addAll(command);
        return placed;
    }

    /** Has all threads that a server has by now, and their children, run there; as before when it is placed nowhere. */
    void place(final long pid, final String before) throws IOException, InterruptedException {
        final String processors = ofServer == null ? before : ofServer;
        String said = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            final Process tool = new ProcessBuilder(TOOL, "-a", "-p", "-c", processors, Long.toString(pid))
                    .redirectErrorStream(true)
                    .start();
            said = new String(tool.getInputStream().readAllBytes());
            if (tool.waitFor() == 0) {
                return;
            }
            // A thread that has ended meanwhile, perhaps.
        }
        throw new IOException(TOOL + " on processors " + processors + ": " + said);
    }

    /** The processors that a process may use. */
    static String allowed(final long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith(ALLOWED))
                .map(line -> line.substring(ALLOWED.length()).trim())
                .findFirst()
                .orElseThrow(() -> new IOException("the processors of process " + pid + " are not known"));
    }
}
