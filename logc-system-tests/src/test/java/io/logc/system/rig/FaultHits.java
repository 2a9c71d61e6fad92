package io.logc.system.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the processes of a test noted about faults that happened to them: each has a file of its own for that. At the end
 * of a test all of it goes to the one file that the system property {@code logc.faults.hits} names, by which the build
 * checks that every fault point was hit.
 */
public final class FaultHits {
    private static final String PREFIX = "faults-";

    private FaultHits() {}

    /** The file of one process; its name must not come again within the test. */
    public static Path file(final Scratch scratch, final String process) {
        return scratch.outputs().resolve(PREFIX + process);
    }

    /** Adds what the processes of a test noted. */
    public static void collect(final Scratch scratch) {
        final String hits = System.getProperty("logc.faults.hits");
        if (hits == null) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(scratch.outputs(), PREFIX + "*")) {
            for (final Path file : files) {
                Files.write(
                        Path.of(hits), Files.readAllBytes(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
