package io.logc.drain;

import io.logc.fault.FaultPoint;
import io.logc.fault.Faults;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;

/**
 * A thread of a virtual process, which a test moves on by hand from fault point to fault point: either it runs, or the test
 * does. At a point it can be left standing, let go on, or be made to throw.
 */
final class ModelActor {
    static final int TO_THE_END = Integer.MAX_VALUE;

    private static final Deque<Worker> IDLE = new ArrayDeque<>();

    final String name;
    final Role role;
    final ModelProcess process;
    /** The log call that it is in. */
    ModelCalls.Call call;

    private final Watch watch;
    private final Worker worker;
    private FaultPoint standsAt;
    private boolean busy;
    private boolean dying;
    private int allowance;
    private Error toThrow;
    private Throwable failure;

    /** What an actor is for. */
    enum Role {
        PRODUCER,
        CONDUCTOR,
        WRITER
    }

    /** What an actor does. */
    interface Task {
        void run() throws Exception;
    }

    /** Sees an actor come to a point and go on from it, in the actor's thread. */
    interface Watch {
        void arrives(ModelActor actor, FaultPoint point);

        void leaves(ModelActor actor, FaultPoint point);
    }

    /** The process ends here. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death() {
            super("the process dies", null, false, false);
        }
    }

    /** What a thread throws in the middle of a call, as a full stack does. */
    static final class Cut extends Error {
        private static final long serialVersionUID = 1L;

        Cut() {
            super("the call is cut off", null, false, false);
        }
    }

    ModelActor(final String name, final Role role, final ModelProcess process, final Watch watch) {
        this.name = name;
        this.role = role;
        this.process = process;
        this.watch = watch;
        final Worker idle = IDLE.poll();
        worker = idle == null ? new Worker() : idle;
        worker.actor = this;
    }

    /** Has every actor's points heard from now on; other threads pass them. */
    static void installHook() {
        Faults.install(point -> {
            if (Thread.currentThread() instanceof Worker worker) {
                worker.actor.reached(point);
            }
        });
    }

    /** A daemon that lends itself to one actor after another. */
    private static final class Worker extends Thread {
        private final Semaphore go = new Semaphore(0);
        private final Semaphore back = new Semaphore(0);
        private ModelActor actor;
        private Task task;

        private Worker() {
            super("model-actor");
            setDaemon(true);
            start();
        }

        @Override
        public void run() {
            while (true) {
                go.acquireUninterruptibly();
                try {
                    task.run();
                } catch (final Death | Cut asked) {
                    // The test wanted it.
                } catch (final Throwable e) {
                    actor.failure = e;
                }
                actor.busy = false;
                back.release();
            }
        }
    }

    private void reached(final FaultPoint point) {
        if (dying) {
            throw new Death();
        }
        watch.arrives(this, point);
        if (allowance > 0 || point == FaultPoint.GENERATION_UNNAMED) {
            // Nobody stands there: others would wait for seconds of real time.
            allowance -= allowance == 0 || allowance == TO_THE_END ? 0 : 1;
        } else {
            standsAt = point;
            worker.back.release();
            worker.go.acquireUninterruptibly();
            standsAt = null;
            if (toThrow != null) {
                final Error thrown = toThrow;
                toThrow = null;
                throw thrown;
            }
        }
        watch.leaves(this, point);
    }

    boolean isBusy() {
        return busy;
    }

    /** Where it stands, or null. */
    FaultPoint standsAt() {
        return standsAt;
    }

    /** Begins something, and stops after so many points. */
    void start(final Task task, final int points) {
        worker.task = task;
        busy = true;
        goOn(points);
    }

    /** Lets it go on, and stops after so many points. */
    void goOn(final int points) {
        allowance = points;
        worker.go.release();
        worker.back.acquireUninterruptibly();
        if (failure != null) {
            throw new AssertionError(name + " failed", failure);
        }
    }

    /** Has it throw where it stands. */
    void cut() {
        toThrow = new Cut();
        goOn(TO_THE_END);
    }

    /** Ends it, with its process. */
    void die() {
        if (busy) {
            dying = true;
            toThrow = new Death();
            goOn(TO_THE_END);
        }
        IDLE.push(worker);
    }

    @Override
    public String toString() {
        return name;
    }
}
