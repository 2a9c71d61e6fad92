package io.logc.buffer.mapped;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.AtomicBuffer;

/**
 * One operation of the buffer interfaces and how to call it.
 *
 * @param signature the method that is called, as {@code name(Type,Type)}.
 * @param call makes the call and returns all that it answered: its result, what it copied, what it moved.
 */
record MappedAtomicBufferOperation(String signature, Call call) {

    /** Calls the operation once on a buffer. */
    interface Call {
        Object on(AtomicBuffer buffer, MappedAtomicBufferArguments args);
    }

    /** All operations that must do the same as in {@code UnsafeBuffer}. */
    static Stream<MappedAtomicBufferOperation> all() {
        final List<MappedAtomicBufferOperation> table = new ArrayList<>();
        table.addAll(MappedAtomicBufferPlainOperations.table());
        table.addAll(MappedAtomicBufferCopyOperations.table());
        table.addAll(MappedAtomicBufferTextOperations.table());
        table.addAll(MappedAtomicBufferOrderedOperations.table());
        return table.stream();
    }

    /** An entry of a table. */
    static MappedAtomicBufferOperation answering(final String signature, final Call call) {
        return new MappedAtomicBufferOperation(signature, call);
    }

    /** An entry of a table for an operation that answers nothing. */
    static MappedAtomicBufferOperation silent(final String signature, final SilentCall call) {
        return new MappedAtomicBufferOperation(signature, (buffer, args) -> {
            call.on(buffer, args);
            return "done";
        });
    }

    /** Calls an operation that answers nothing. */
    interface SilentCall {
        void on(AtomicBuffer buffer, MappedAtomicBufferArguments args);
    }

    @Override
    public String toString() {
        return signature;
    }
}
