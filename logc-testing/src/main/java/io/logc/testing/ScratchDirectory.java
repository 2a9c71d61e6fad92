package io.logc.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Makes the directory of a test and deletes it afterwards, patiently: logc keeps a buffer for some seconds after its last
 * appender has stopped, and its threads may touch the directory once more while it is being deleted.
 */
public final class ScratchDirectory implements TempDirFactory {
    private Path directory;

    @Override
    public Path createTempDirectory(final AnnotatedElementContext element, final ExtensionContext extension)
            throws IOException {
        directory = Files.createTempDirectory("logc-test");
        return directory;
    }

    @Override
    public void close() {
        Awaitility.await().ignoreExceptions().untilAsserted(this::delete);
    }

    private void delete() throws IOException {
        final List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(directory)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (final Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
