package io.logc.buffer.mapped;

import static io.logc.buffer.mapped.MappedAtomicBufferOperation.answering;
import static io.logc.buffer.mapped.MappedAtomicBufferOperation.silent;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Copies in and out, comparison, and changes of the memory that a buffer covers. */
final class MappedAtomicBufferCopyOperations {

    private static final int MAX_LENGTH = 40;

    private MappedAtomicBufferCopyOperations() {}

    static List<MappedAtomicBufferOperation> table() {
        return List.of(
                answering("getBytes(int,byte[])", (b, a) -> {
                    final byte[] dst = new byte[a.length(MAX_LENGTH)];
                    b.getBytes(a.index(dst.length), dst);
                    return Arrays.toString(dst);
                }),
                answering("getBytes(int,byte[],int,int)", (b, a) -> {
                    final int length = a.length(MAX_LENGTH);
                    final byte[] dst = new byte[a.number(length, MAX_LENGTH + 2)];
                    b.getBytes(a.index(length), dst, a.number(-1, dst.length - length + 1), length);
                    return Arrays.toString(dst);
                }),
                answering("getBytes(int,MutableDirectBuffer,int,int)", MappedAtomicBufferCopyOperations::getToBuffer),
                answering("getBytes(int,ByteBuffer,int)", (b, a) -> {
                    final ByteBuffer dst = a.byteBuffer(MAX_LENGTH);
                    final int length = a.length(Math.max(1, dst.remaining() + 1));
                    b.getBytes(a.index(length), dst, length);
                    return describe(dst);
                }),
                answering("getBytes(int,ByteBuffer,int,int)", (b, a) -> {
                    final ByteBuffer dst = a.byteBuffer(MAX_LENGTH);
                    final int length = a.length(MAX_LENGTH);
                    b.getBytes(a.index(length), dst, a.number(-1, MAX_LENGTH - length + 1), length);
                    return describe(dst);
                }),
                silent("putBytes(int,byte[])", (b, a) -> {
                    final byte[] src = a.bytes(a.length(MAX_LENGTH));
                    b.putBytes(a.index(src.length), src);
                }),
                silent("putBytes(int,byte[],int,int)", (b, a) -> {
                    final int length = a.length(MAX_LENGTH);
                    final byte[] src = a.bytes(a.number(length, MAX_LENGTH + 2));
                    b.putBytes(a.index(length), src, a.number(-1, src.length - length + 1), length);
                }),
                answering("putBytes(int,ByteBuffer,int)", (b, a) -> {
                    final ByteBuffer src = a.byteBuffer(MAX_LENGTH);
                    final int length = a.length(Math.max(1, src.remaining() + 1));
                    b.putBytes(a.index(length), a.coin() ? src : src.asReadOnlyBuffer(), length);
                    return describe(src);
                }),
                answering("putBytes(int,ByteBuffer,int,int)", (b, a) -> {
                    final ByteBuffer src = a.byteBuffer(MAX_LENGTH);
                    final int length = a.length(MAX_LENGTH);
                    b.putBytes(a.index(length), src, a.number(-1, MAX_LENGTH - length + 1), length);
                    return describe(src);
                }),
                silent("putBytes(int,DirectBuffer,int,int)", MappedAtomicBufferCopyOperations::putFromBuffer),
                silent("setMemory(int,int,byte)", (b, a) -> {
                    final int length = a.length(200);
                    b.setMemory(a.index(length), length, a.coin() ? 0 : a.byteValue());
                }),
                answering("compareTo(Object)", (b, a) -> Integer.signum(b.compareTo(similar(b, a)))),
                answering("wrap(byte[])", (b, a) -> {
                    b.wrap(a.bytes(MAX_LENGTH));
                    return describe(b);
                }),
                answering("wrap(byte[],int,int)", (b, a) -> {
                    b.wrap(a.bytes(MAX_LENGTH), a.number(-1, 20), a.number(-1, 21));
                    return describe(b);
                }),
                answering("wrap(ByteBuffer)", (b, a) -> {
                    b.wrap(a.byteBuffer(MAX_LENGTH));
                    return describe(b);
                }),
                answering("wrap(ByteBuffer,int,int)", (b, a) -> {
                    b.wrap(a.byteBuffer(MAX_LENGTH), a.number(-1, 20), a.number(-1, 21));
                    return describe(b);
                }),
                answering("wrap(DirectBuffer)", (b, a) -> {
                    b.wrap(foreign(a));
                    return describe(b);
                }),
                answering("wrap(DirectBuffer,int,int)", (b, a) -> {
                    b.wrap(foreign(a), a.number(-1, 20), a.number(-1, 15));
                    return describe(b);
                }));
    }

    private static Object getToBuffer(final AtomicBuffer buffer, final MappedAtomicBufferArguments args) {
        final int length = args.length(MAX_LENGTH);
        final int index = args.index(length);
        if (args.coin()) {
            final ExpandableArrayBuffer dst = new ExpandableArrayBuffer(8);
            buffer.getBytes(index, dst, 3, length);
            return Arrays.toString(dst.byteArray());
        }
        final UnsafeBuffer dst = new UnsafeBuffer(args.byteBuffer(MAX_LENGTH));
        buffer.getBytes(index, dst, args.number(-1, MAX_LENGTH - length + 1), length);
        return describe(dst);
    }

    private static void putFromBuffer(final AtomicBuffer buffer, final MappedAtomicBufferArguments args) {
        final int length = args.length(MAX_LENGTH);
        final int index = args.index(length);
        final DirectBuffer src = new UnsafeBuffer(args.byteBuffer(MAX_LENGTH));
        buffer.putBytes(index, src, args.number(-1, MAX_LENGTH - length + 1), length);
    }

    /** A buffer with the same beginning, or nearly, of another length, or not. */
    private static DirectBuffer similar(final AtomicBuffer buffer, final MappedAtomicBufferArguments args) {
        final byte[] content = new byte[args.number(buffer.capacity() - 9, buffer.capacity())];
        buffer.getBytes(0, content);
        if (args.coin()) {
            content[args.number(0, content.length - 1)] = args.byteValue();
        }
        return new UnsafeBuffer(content);
    }

    /** An Agrona buffer over part of an array or of a byte buffer. */
    private static DirectBuffer foreign(final MappedAtomicBufferArguments args) {
        return args.coin()
                ? new UnsafeBuffer(args.bytes(MAX_LENGTH), 3, MAX_LENGTH - 7)
                : new UnsafeBuffer(args.byteBuffer(MAX_LENGTH), 2, MAX_LENGTH - 6);
    }

    private static String describe(final ByteBuffer buffer) {
        final byte[] content = new byte[buffer.capacity()];
        buffer.duplicate().clear().get(content);
        return buffer + " " + Arrays.toString(content);
    }

    private static String describe(final AtomicBuffer buffer) {
        final byte[] content = new byte[buffer.capacity()];
        buffer.getBytes(0, content);
        return "capacity=" + buffer.capacity() + " wrapAdjustment=" + buffer.wrapAdjustment() + " byteBuffer="
                + buffer.byteBuffer() + " byteArray=" + Arrays.toString(buffer.byteArray()) + " content="
                + Arrays.toString(content);
    }
}
