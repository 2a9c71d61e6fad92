package io.logc.buffer.mapped;

import static io.logc.buffer.mapped.MappedAtomicBufferOperation.answering;
import static io.logc.buffer.mapped.MappedAtomicBufferOperation.silent;

import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.AtomicBuffer;

/** Ordered and atomic operations, as one thread sees them. */
final class MappedAtomicBufferOrderedOperations {

    private MappedAtomicBufferOrderedOperations() {}

    static List<MappedAtomicBufferOperation> table() {
        return Stream.of(longs(), ints(), smaller()).flatMap(List::stream).toList();
    }

    private static List<MappedAtomicBufferOperation> longs() {
        return List.of(
                answering("getLongVolatile(int)", (b, a) -> b.getLongVolatile(a.alignedIndex(8))),
                answering("getLongAcquire(int)", (b, a) -> b.getLongAcquire(a.alignedIndex(8))),
                answering("getLongOpaque(int)", (b, a) -> b.getLongOpaque(a.alignedIndex(8))),
                silent("putLongVolatile(int,long)", (b, a) -> b.putLongVolatile(a.alignedIndex(8), a.longValue())),
                silent("putLongRelease(int,long)", (b, a) -> b.putLongRelease(a.alignedIndex(8), a.longValue())),
                silent("putLongOrdered(int,long)", (b, a) -> b.putLongOrdered(a.alignedIndex(8), a.longValue())),
                silent("putLongOpaque(int,long)", (b, a) -> b.putLongOpaque(a.alignedIndex(8), a.longValue())),
                answering("addLongRelease(int,long)", (b, a) -> b.addLongRelease(a.alignedIndex(8), a.longValue())),
                answering("addLongOrdered(int,long)", (b, a) -> b.addLongOrdered(a.alignedIndex(8), a.longValue())),
                answering("addLongOpaque(int,long)", (b, a) -> b.addLongOpaque(a.alignedIndex(8), a.longValue())),
                answering("getAndSetLong(int,long)", (b, a) -> b.getAndSetLong(a.alignedIndex(8), a.longValue())),
                answering("getAndAddLong(int,long)", (b, a) -> b.getAndAddLong(a.alignedIndex(8), a.longValue())),
                answering("compareAndSetLong(int,long,long)", (b, a) -> {
                    final int index = a.alignedIndex(8);
                    final long expected = a.coin() ? currentLong(b, index) : a.longValue();
                    return b.compareAndSetLong(index, expected, a.longValue());
                }),
                answering("compareAndExchangeLong(int,long,long)", (b, a) -> {
                    final int index = a.alignedIndex(8);
                    final long expected = a.coin() ? currentLong(b, index) : a.longValue();
                    return b.compareAndExchangeLong(index, expected, a.longValue());
                }));
    }

    private static List<MappedAtomicBufferOperation> ints() {
        return List.of(
                answering("getIntVolatile(int)", (b, a) -> b.getIntVolatile(a.alignedIndex(4))),
                answering("getIntAcquire(int)", (b, a) -> b.getIntAcquire(a.alignedIndex(4))),
                answering("getIntOpaque(int)", (b, a) -> b.getIntOpaque(a.alignedIndex(4))),
                silent("putIntVolatile(int,int)", (b, a) -> b.putIntVolatile(a.alignedIndex(4), a.intValue())),
                silent("putIntRelease(int,int)", (b, a) -> b.putIntRelease(a.alignedIndex(4), a.intValue())),
                silent("putIntOrdered(int,int)", (b, a) -> b.putIntOrdered(a.alignedIndex(4), a.intValue())),
                silent("putIntOpaque(int,int)", (b, a) -> b.putIntOpaque(a.alignedIndex(4), a.intValue())),
                answering("addIntRelease(int,int)", (b, a) -> b.addIntRelease(a.alignedIndex(4), a.intValue())),
                answering("addIntOrdered(int,int)", (b, a) -> b.addIntOrdered(a.alignedIndex(4), a.intValue())),
                answering("addIntOpaque(int,int)", (b, a) -> b.addIntOpaque(a.alignedIndex(4), a.intValue())),
                answering("getAndSetInt(int,int)", (b, a) -> b.getAndSetInt(a.alignedIndex(4), a.intValue())),
                answering("getAndAddInt(int,int)", (b, a) -> b.getAndAddInt(a.alignedIndex(4), a.intValue())),
                answering("compareAndSetInt(int,int,int)", (b, a) -> {
                    final int index = a.alignedIndex(4);
                    final int expected = a.coin() ? currentInt(b, index) : a.intValue();
                    return b.compareAndSetInt(index, expected, a.intValue());
                }),
                answering("compareAndExchangeInt(int,int,int)", (b, a) -> {
                    final int index = a.alignedIndex(4);
                    final int expected = a.coin() ? currentInt(b, index) : a.intValue();
                    return b.compareAndExchangeInt(index, expected, a.intValue());
                }));
    }

    private static List<MappedAtomicBufferOperation> smaller() {
        return List.of(
                answering("getShortVolatile(int)", (b, a) -> b.getShortVolatile(a.alignedIndex(2))),
                silent("putShortVolatile(int,short)", (b, a) -> b.putShortVolatile(a.alignedIndex(2), a.shortValue())),
                answering("getCharVolatile(int)", (b, a) -> b.getCharVolatile(a.alignedIndex(2))),
                silent("putCharVolatile(int,char)", (b, a) -> b.putCharVolatile(a.alignedIndex(2), a.charValue())),
                answering("getByteVolatile(int)", (b, a) -> b.getByteVolatile(a.alignedIndex(1))),
                silent("putByteVolatile(int,byte)", (b, a) -> b.putByteVolatile(a.alignedIndex(1), a.byteValue())));
    }

    /** What stands at an index, so that the comparison succeeds; anything where that is out of bounds. */
    private static long currentLong(final AtomicBuffer buffer, final int index) {
        return index >= 0 && index <= buffer.capacity() - Long.BYTES ? buffer.getLong(index) : 0;
    }

    private static int currentInt(final AtomicBuffer buffer, final int index) {
        return index >= 0 && index <= buffer.capacity() - Integer.BYTES ? buffer.getInt(index) : 0;
    }
}
