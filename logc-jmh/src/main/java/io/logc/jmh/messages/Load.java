package io.logc.jmh.messages;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs of {@code logc-server.jar send} as a process of its own. */
final class Load {
    private static final List<String> JVM_OPTIONS = List.of("-Xmx1g", "-XX:+UseSerialGC");

    private final Path jar;
    private final Path directory;

    Load(final Path jar, final Path directory) {
        this.jar = jar;
        this.directory = directory;
    }

    /** What is done while the connections are held. */
    interface WhileHeld {
        /** Does it. */
        void run() throws IOException, InterruptedException;
    }

    /**
     * One run's figures.
     *
     * @param json as {@code send} has written it
     */
    record Figures(String json) {
        /** A number by its name, or by the name of its group, a dot, and its name. */
        double get(final String name) {
            final int dot = name.indexOf('.');
            final String group = dot < 0 ? json : json.substring(json.indexOf('"' + name.substring(0, dot) + "\":{"));
            final Matcher matcher = Pattern.compile('"' + name.substring(dot + 1) + "\":([-0-9.]+)")
                    .matcher(group);
            if (!matcher.find()) {
                throw new IllegalArgumentException(name + ": is not in " + json);
            }
            return Double.parseDouble(matcher.group(1));
        }
    }

    /**
     * Generates load, and fails unless all of it was acknowledged.
     *
     * @param server that it goes to
     * @param words options of {@code send}
     * @return the figures of each repetition
     */
    List<Figures> run(final Child server, final String words) throws IOException, InterruptedException {
        return run(server, words, Placement.ANYWHERE);
    }

    List<Figures> run(final Child server, final String words, final Placement placement)
            throws IOException, InterruptedException {
        return run(server, words, placement, () -> {});
    }

    List<Figures> run(final Child server, final String words, final WhileHeld whileHeld)
            throws IOException, InterruptedException {
        return run(server, words, Placement.ANYWHERE, whileHeld);
    }

    private List<Figures> run(
            final Child server, final String words, final Placement placement, final WhileHeld whileHeld)
            throws IOException, InterruptedException {
        final Path json = directory.resolve("figures.json");
        final Path table = directory.resolve("table.txt");
        final List<String> command = new ArrayList<>(List.of(Child.java()));
        command.addAll(JVM_OPTIONS);
        command.addAll(List.of("-jar", jar.toString(), "send", "--port", "" + server.port(), "--json", "" + json));
        command.addAll(List.of(words.split(" ")));
        final Process send = new ProcessBuilder(placement.client(command))
                .redirectOutput(Redirect.to(table.toFile()))
                .start();
        final StringBuilder said = new StringBuilder();
        try (BufferedReader lines = send.errorReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
                if (line.startsWith("holding")) {
                    whileHeld.run();
                }
            }
        }
        if (send.waitFor() != 0) {
            throw new IOException("send " + words + ":\n" + said + table() + server.output());
        }
        return Files.readAllLines(json).stream().map(Figures::new).toList();
    }

    /** What the last run has printed. */
    String table() throws IOException {
        return Files.readString(directory.resolve("table.txt"));
    }
}
