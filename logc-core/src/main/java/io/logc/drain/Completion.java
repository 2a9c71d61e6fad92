package io.logc.drain;

import io.logc.buffer.BufferFile;
import io.logc.fault.FaultPoint;
import io.logc.ledger.MessageLedger;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * What is due between a batch's bytes being in the log file and the journal's saying so: forcing them to the disk, and
 * noting in the log file's ledger which messages they were. After a crash or a failure in between all of it is done again.
 *
 * <p>Owned by one writer thread, which holds the writer lock.
 */
final class Completion implements Closeable {
    private static final long MILLIS = 1000;
    private static final int[] NONE = {};

    private final LogFile logFile;
    private final DrainListener listener;
    private final LongSupplier epochClockMs;
    private MessageLedger ledger;
    private boolean missingSaid;
    private int[] seenInRound = NONE;
    private int round;

    Completion(final LogFile logFile, final DrainListener listener, final LongSupplier epochClockMs) {
        this.logFile = logFile;
        this.listener = listener;
        this.epochClockMs = epochClockMs;
    }

    /** The batch was appended to the open log file. */
    void appended(final BufferFile file, final Batch batch) throws IOException {
        if (file.spec().forced()) {
            logFile.force();
            FaultPoint.FORCED.reached();
        }
        note(batch);
    }

    /** The batch was found in a file, at an offset, or was completed there. */
    void found(final BufferFile file, final Batch batch, final FoundFile place, final long offset) throws IOException {
        if (file.spec().forced()) {
            final ByteBuffer bytes = batch.bytes().duplicate().rewind();
            logFile.forceAgain(place, bytes, offset);
        }
        note(batch);
    }

    private void note(final Batch batch) throws IOException {
        if (batch.messages() > 0 && openLedger(highestSlot(batch))) {
            final long epochSeconds = epochClockMs.getAsLong() / MILLIS;
            beginRound();
            // From the end: of each client only the last counts.
            for (int i = batch.messages() - 1; i >= 0; i--) {
                final int slot = batch.slot(i);
                if (slot >= 0 && slot < seenInRound.length && seenInRound[slot] != round) {
                    seenInRound[slot] = round;
                    ledger.note(slot, batch.messageId(i), epochSeconds);
                }
            }
            FaultPoint.LEDGER_NOTED.reached();
        }
    }

    private void beginRound() {
        if (seenInRound.length != ledger.capacity()) {
            seenInRound = new int[ledger.capacity()];
            round = 0;
        }
        round++;
        if (round == 0) {
            Arrays.fill(seenInRound, 0);
            round = 1;
        }
    }

    private static int highestSlot(final Batch batch) {
        int highest = 0;
        for (int i = 0; i < batch.messages(); i++) {
            highest = Math.max(highest, batch.slot(i));
        }
        return highest;
    }

    private boolean openLedger(final int slot) throws IOException {
        if (ledger != null && slot >= ledger.capacity()) {
            // A server that was started since has made it longer.
            close();
        }
        if (ledger == null) {
            ledger = MessageLedger.openForDrain(logFile.path());
        }
        if (ledger == null && !missingSaid) {
            missingSaid = true;
            listener.warn(
                    MessageLedger.pathOf(logFile.path()) + ": is gone; messages that are sent again after the server's"
                            + " death may stand twice",
                    null);
        }
        return ledger != null;
    }

    /** Gives up what costs a descriptor or memory, until the next batch. */
    @Override
    public void close() throws IOException {
        seenInRound = NONE;
        if (ledger != null) {
            final MessageLedger closing = ledger;
            ledger = null;
            closing.close();
        }
    }
}
