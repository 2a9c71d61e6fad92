package io.logc.lock;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Another process: asks for locks as it is told on its standard input, and keeps what it gets. */
final class LockHolder {
    private LockHolder() {}

    /** Answers {@code acquire PATH}, {@code existing PATH}, {@code share PATH}, {@code isHeld PATH} and {@code hunt DIRECTORY} line by line. */
    public static void main(final String... arguments) throws IOException {
        final BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            final String[] words = line.split(" ");
            final Path path = Path.of(words[1]);
            System.out.println(
                    switch (words[0]) {
                        case "acquire" -> KernelLock.tryAcquire(path) == null ? "busy" : "held";
                        case "existing" -> KernelLock.tryAcquireExisting(path) == null ? "busy" : "held";
                        case "share" -> KernelLock.tryShare(path) == null ? "busy" : "shared";
                        case "isHeld" -> Boolean.toString(KernelLock.isHeld(path));
                        case "isHeldOften" -> isHeldOften(path);
                        case "hunt" -> hunt(path);
                        case "sweep" -> sweep(path);
                        default -> throw new IllegalArgumentException(line);
                    });
        }
    }

    /** Asks for one lock again and again, until a file named {@code end} appears beside it. */
    private static String isHeldOften(final Path path) throws IOException {
        int held = 0;
        while (!Files.exists(path.resolveSibling("end"))) {
            held += KernelLock.isHeld(path) ? 1 : 0;
        }
        return "held " + held + " times";
    }

    /** Tries each lock file that appears, until one named {@code end} does. */
    private static String hunt(final Path directory) throws IOException {
        while (!Files.exists(directory.resolve("end"))) {
            try (Stream<Path> files = Files.list(directory)) {
                for (final Path file : files.toList()) {
                    if (file.toString().endsWith(".owner") && KernelLock.tryAcquireExisting(file) != null) {
                        return "found " + file.getFileName();
                    }
                }
            }
        }
        return "none";
    }

    /** Takes each unnamed lock file that appears for a dead process's, until a file named {@code end} appears. */
    private static String sweep(final Path directory) throws IOException {
        while (!Files.exists(directory.resolve("end"))) {
            try (Stream<Path> files = Files.list(directory)) {
                for (final Path file : files.toList()) {
                    final String name = file.getFileName().toString();
                    if (name.endsWith(".new")) {
                        KernelLock.removeUnnamed(directory.resolve(name.substring(0, name.length() - ".new".length())));
                    }
                }
            }
        }
        return "swept";
    }
}
