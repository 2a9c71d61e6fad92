package io.logc.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Decides which log files may be written: those whose real directory lies below one of the roots. Immutable. */
final class AllowedRoots implements Predicate<Path> {
    private final List<Path> roots = new ArrayList<>();

    /**
     * Resolves the roots.
     *
     * @param roots existing directories; none to allow everything
     * @throws IOException when a root does not exist
     */
    AllowedRoots(final List<Path> roots) throws IOException {
        for (final Path root : roots) {
            if (!Files.isDirectory(root)) {
                throw new IOException("allowed-roots=" + root + ": is no directory; create it or name another");
            }
            this.roots.add(root.toRealPath());
        }
    }

    @Override
    public boolean test(final Path logFile) {
        if (roots.isEmpty()) {
            return true;
        }
        try {
            // A link that leads nowhere yet is no way out either: its real path cannot be told.
            final Path real = Files.exists(logFile, LinkOption.NOFOLLOW_LINKS)
                    ? logFile.toRealPath()
                    : logFile.getParent().toRealPath();
            return roots.stream().anyMatch(real::startsWith);
        } catch (final IOException unresolvable) {
            return false;
        }
    }
}
