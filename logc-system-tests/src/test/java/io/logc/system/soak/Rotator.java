package io.logc.system.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Moves the log files away while they are written, as logrotate does, has them checked, and deletes them, so that a soak of
 * days needs no more room than one of minutes. Owned by one thread at a time.
 *
 * <p>A moved file is complete as soon as there is a new one with something in it: only who has the file's lock and has
 * settled the last batch makes one.
 */
final class Rotator {
    private final List<Ledger> ledgers;
    private final Path[] moved;
    private final Tally tally;

    Rotator(final List<Ledger> ledgers, final Tally tally) {
        this.ledgers = ledgers;
        this.moved = new Path[ledgers.size()];
        this.tally = tally;
    }

    /** Looks at each file once. */
    void round() throws IOException {
        for (int i = 0; i < moved.length; i++) {
            final Path file = ledgers.get(i).file();
            if (moved[i] != null && isWritten(file)) {
                check(i);
            } else if (moved[i] == null && isWritten(file)) {
                moved[i] = file.resolveSibling(file.getFileName() + "." + tally.rotations.incrementAndGet());
                Files.move(file, moved[i], StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static boolean isWritten(final Path file) throws IOException {
        return Files.exists(file) && Files.size(file) > 0;
    }

    private void check(final int i) throws IOException {
        final long before = tally.faults();
        ledgers.get(i).read(moved[i]);
        if (tally.faults() == before) {
            Files.delete(moved[i]);
        }
        moved[i] = null;
    }

    /** Reads what is left. Nobody writes any more. */
    void finish() throws IOException {
        for (int i = 0; i < moved.length; i++) {
            if (moved[i] != null) {
                check(i);
            }
            if (Files.exists(ledgers.get(i).file())) {
                ledgers.get(i).read(ledgers.get(i).file());
            }
            ledgers.get(i).finish();
        }
    }
}
