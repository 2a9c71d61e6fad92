package io.logc.drain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logc.buffer.BufferFile;
import io.logc.buffer.RecordType;
import io.logc.fault.FaultPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** The plain list of what was called and what came of it, with which the files are compared at the end. */
final class ModelCalls {
    final List<Call> calls = new ArrayList<>();
    final List<Buffer> buffers = new ArrayList<>();
    private final IntSupplier step;

    /** What a call has come to, as far as the caller's process could tell. */
    enum Outcome {
        /** Nothing of it may be in the file. */
        NOTHING,
        /** It is in the file exactly once. */
        COMMITTED,
        /** It is counted in the file. */
        DROPPED
    }

    /** A buffer that was begun. */
    static final class Buffer {
        final int number;
        final ModelProcess process;
        final int begunAt;
        BufferFile file;
        int starts;
        int footers;
        int drops;

        private Buffer(final int number, final ModelProcess process, final int begunAt) {
            this.number = number;
            this.process = process;
            this.begunAt = begunAt;
        }
    }

    /** One call. */
    final class Call {
        private final int type;
        private final ModelProcess process;
        private final int thread;
        private final int sequence;
        private final String letters;
        private final String text;
        private int buffer;
        private long claimedTo = -1;
        private Outcome outcome = Outcome.NOTHING;
        /** Position of the ring before which everything must stand in front of the report of this drop. */
        private long dropPosition;
        /** Which drop of its buffer it is. */
        private int dropNumber;

        private Call(
                final int type,
                final ModelProcess process,
                final int thread,
                final int sequence,
                final String letters) {
            this.type = type;
            this.process = process;
            this.thread = thread;
            this.sequence = sequence;
            this.letters = letters;
            this.text = type == RecordType.EVENT
                    ? "<%s %02d.%03d:%s>\n".formatted(name(), localMs() / 1000, localMs() % 1000, message())
                    : "";
            calls.add(this);
        }

        int type() {
            return type;
        }

        ModelProcess process() {
            return process;
        }

        int thread() {
            return thread;
        }

        int sequence() {
            return sequence;
        }

        /** The line. */
        String text() {
            return text;
        }

        /** Who calls. */
        String name() {
            return process.number + "." + thread;
        }

        /** When it is said to be: in the minute after 1970 began. */
        long localMs() {
            return sequence * 12_347L % 60_000;
        }

        /** What is logged, with two more arguments that tell it from others. */
        String message() {
            return letters + " " + sequence + " " + isEven();
        }

        String letters() {
            return letters;
        }

        boolean isEven() {
            return sequence % 2 == 0;
        }

        byte[] bytes() {
            return type == RecordType.EVENT ? text.getBytes(US_ASCII) : new byte[0];
        }

        int buffer() {
            return buffer;
        }

        long claimedTo() {
            return claimedTo;
        }

        Outcome outcome() {
            return outcome;
        }

        long dropPosition() {
            return dropPosition;
        }

        int dropNumber() {
            return dropNumber;
        }

        @Override
        public String toString() {
            final int end = Math.min(20, text.length());
            return text.substring(0, end).replace('\n', ' ') + " in buffer " + buffer;
        }

        boolean isEvent() {
            return type == RecordType.EVENT;
        }

        void aimsAt(final int number) {
            buffer = number;
        }

        /** Called when a claim has moved the tail, by which the order in the buffer is known. */
        void claimed() {
            claimedTo = buffers.get(buffer).file.tailPosition();
        }

        void committed() {
            outcome = Outcome.COMMITTED;
            if (type == RecordType.OPEN) {
                buffers.get(buffer).starts++;
            } else if (type == RecordType.FOOTER) {
                buffers.get(buffer).footers++;
            }
        }

        void fails() {
            claimedTo = -1;
        }

        void dropNoted() {
            dropPosition = buffers.get(buffer).file.dropPosition();
        }

        void dropCounted() {
            outcome = Outcome.DROPPED;
            dropNumber = ++buffers.get(buffer).drops;
        }
    }

    ModelCalls(final IntSupplier step) {
        this.step = step;
    }

    int newBuffer(final ModelProcess process) {
        buffers.add(new Buffer(buffers.size(), process, step.getAsInt()));
        return buffers.size() - 1;
    }

    void named(final int number, final BufferFile file) {
        buffers.get(number).file = file;
    }

    Call event(final ModelProcess process, final int thread, final int length) {
        int sequence = 0;
        for (final Call call : calls) {
            sequence += call.process == process && call.thread == thread ? 1 : 0;
        }
        final StringBuilder letters = new StringBuilder();
        for (int i = 0; i < length; i++) {
            letters.append(i % 60 == 59 ? '\n' : (char) ('a' + (sequence + i) % 26));
        }
        return new Call(RecordType.EVENT, process, thread, sequence, letters.toString());
    }

    Call truncation(final ModelProcess process) {
        return new Call(RecordType.TRUNCATE, process, -1, 0, "");
    }

    Call start(final ModelProcess process) {
        return new Call(RecordType.OPEN, process, -2, 0, "");
    }

    Call footer(final ModelProcess process) {
        return new Call(RecordType.FOOTER, process, -3, 0, "");
    }

    /** Notes what a call has come to when its thread comes to a point. */
    static void arrives(final Call call, final FaultPoint point) {
        switch (point) {
            case TAIL_MOVED -> call.claimed();
            case DROP_POSITION_NOTED -> call.dropNoted();
            case DROP_COUNTED -> call.dropCounted();
            default -> {
                // Nothing that can be seen in a file.
            }
        }
    }
}
