package io.logc.client;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.logc.buffer.StressedBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A producer claims while the conductor falls asleep, or while it still has an older call to wake up in its ears: it does
 * not sleep on while a record waits.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "did not sleep")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "was woken")
@Outcome(expect = FORBIDDEN, desc = "sleeps on")
@State
public class DozeStress implements Doze.Parking {
    private static final int ROUNDS = 3;

    private enum Permit {
        NONE,
        GIVEN,
        PARKED
    }

    /** Ends the conductor's run, where its thread would stop. */
    private static final class Parked extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private static final Parked HERE = new Parked();

        private Parked() {
            super(null, null, false, false);
        }
    }

    private final StressedBuffer buffer = StressedBuffer.take();
    private final long tail = buffer.file().tailPosition();
    private final AtomicReference<Permit> permit = new AtomicReference<>(Permit.NONE);
    private final Doze doze = new Doze(this);
    private boolean parked;

    /** Somebody has woken the conductor already. */
    public DozeStress() {
        doze.wakeNow();
    }

    /** The conductor: looks, and sleeps when there is nothing to do. */
    @Actor
    public void conduct() {
        try {
            for (int i = 0; i < ROUNDS && !isBusy(); i++) {
                doze.sleep(Long.MAX_VALUE, this::isBusy);
            }
        } catch (final Parked here) {
            parked = true;
        }
    }

    private boolean isBusy() {
        return buffer.file().tailPosition() != tail;
    }

    /** A producer. */
    @Actor
    public void produce() {
        buffer.write();
        if (doze.isAsleep()) {
            doze.wake();
        }
    }

    @Override
    public void park(final Object blocker, final long pauseNs) {
        if (!permit.compareAndSet(Permit.GIVEN, Permit.NONE) && permit.compareAndSet(Permit.NONE, Permit.PARKED)) {
            throw Parked.HERE;
        }
    }

    @Override
    public void unpark(final Thread thread) {
        permit.set(Permit.GIVEN);
    }

    /** Afterwards. */
    @Arbiter
    public void check(final I_Result result) {
        result.r1 = !parked ? 0 : permit.get() == Permit.GIVEN ? 1 : -1;
        buffer.giveBack();
    }
}
