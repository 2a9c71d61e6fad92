package io.logc.jmh;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs a measurement in a JVM of its own, because a framework is configured once in a JVM. Stateless. */
final class ChildJvm {
    /** First word of a child's command line. */
    static final String CHILD = "--child";

    private static final String RESULT = "figures ";

    private ChildJvm() {}

    static boolean isChild(final String[] words) {
        return words.length > 0 && words[0].equals(CHILD);
    }

    /** The words that follow the first. */
    static String[] ownWords(final String[] words) {
        return isChild(words) ? Arrays.copyOfRange(words, 1, words.length) : words;
    }

    /**
     * Runs a program.
     *
     * @param program its class, with a main method that calls {@link #report}
     * @param words of its command line
     * @return the figures that it reports
     * @throws IOException when it fails
     */
    static double[] run(final Class<?> program, final List<String> words) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(
                List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(program.getName(), CHILD));
        command.addAll(words);
        final Process process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        final int result = output.lastIndexOf(RESULT);
        if (process.waitFor() != 0 || result < 0) {
            throw new IOException(String.join(" ", command) + ": failed: " + output);
        }
        return Arrays.stream(output.substring(result + RESULT.length()).trim().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /**
     * Measures subjects in turns, each in a JVM of its own that has the same options.
     *
     * @param program as in {@link #run}
     * @param arguments of this one
     * @param rounds how many, unless {@code --rounds} says so
     * @param options that the child gets, with their defaults
     * @return the figures
     */
    static Rounds rounds(
            final Class<?> program, final Arguments arguments, final int rounds, final Map<String, Integer> options)
            throws Exception {
        final List<String> common = new ArrayList<>();
        options.forEach((name, value) -> common.addAll(List.of(name, Integer.toString(arguments.number(name, value)))));
        return Rounds.run(arguments.number("--rounds", rounds), arguments.subjects(), subject -> {
            final List<String> words = new ArrayList<>(List.of(subject.name()));
            words.addAll(common);
            return run(program, words);
        });
    }

    /** Tells the parent; the child's last words. */
    static void report(final double... figures) {
        final StringBuilder line = new StringBuilder(RESULT);
        for (final double figure : figures) {
            line.append(figure).append(' ');
        }
        System.out.println(line);
    }
}
