package io.logc.lock;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Shows tests of other packages which locks this copy of logc holds, and lets virtual processes die. */
public final class HeldLocks {
    private HeldLocks() {}

    /** All of them, and those that are being taken. */
    public static Set<Path> here() {
        return KernelLock.reservedHere();
    }

    /** What the kernel does for a process that has died. */
    public static void free(final Path path) throws IOException {
        KernelLock.free(path);
    }
}
