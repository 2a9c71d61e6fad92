package io.logc.buffer.mapped;

import static io.logc.buffer.mapped.MappedAtomicBufferOperation.answering;
import static io.logc.buffer.mapped.MappedAtomicBufferOperation.silent;

import java.util.List;

/** Numbers without ordering, and the bounds and properties of a buffer. */
final class MappedAtomicBufferPlainOperations {

    private MappedAtomicBufferPlainOperations() {}

    static List<MappedAtomicBufferOperation> table() {
        return List.of(
                answering("getLong(int)", (b, a) -> b.getLong(a.index(8))),
                answering("getLong(int,ByteOrder)", (b, a) -> b.getLong(a.index(8), a.order())),
                silent("putLong(int,long)", (b, a) -> b.putLong(a.index(8), a.longValue())),
                silent("putLong(int,long,ByteOrder)", (b, a) -> b.putLong(a.index(8), a.longValue(), a.order())),
                answering("getInt(int)", (b, a) -> b.getInt(a.index(4))),
                answering("getInt(int,ByteOrder)", (b, a) -> b.getInt(a.index(4), a.order())),
                silent("putInt(int,int)", (b, a) -> b.putInt(a.index(4), a.intValue())),
                silent("putInt(int,int,ByteOrder)", (b, a) -> b.putInt(a.index(4), a.intValue(), a.order())),
                answering("getDouble(int)", (b, a) -> Double.doubleToRawLongBits(b.getDouble(a.index(8)))),
                answering(
                        "getDouble(int,ByteOrder)",
                        (b, a) -> Double.doubleToRawLongBits(b.getDouble(a.index(8), a.order()))),
                silent("putDouble(int,double)", (b, a) -> b.putDouble(a.index(8), a.doubleValue())),
                silent(
                        "putDouble(int,double,ByteOrder)",
                        (b, a) -> b.putDouble(a.index(8), a.doubleValue(), a.order())),
                answering("getFloat(int)", (b, a) -> Float.floatToRawIntBits(b.getFloat(a.index(4)))),
                answering(
                        "getFloat(int,ByteOrder)",
                        (b, a) -> Float.floatToRawIntBits(b.getFloat(a.index(4), a.order()))),
                silent("putFloat(int,float)", (b, a) -> b.putFloat(a.index(4), a.floatValue())),
                silent("putFloat(int,float,ByteOrder)", (b, a) -> b.putFloat(a.index(4), a.floatValue(), a.order())),
                answering("getShort(int)", (b, a) -> b.getShort(a.index(2))),
                answering("getShort(int,ByteOrder)", (b, a) -> b.getShort(a.index(2), a.order())),
                silent("putShort(int,short)", (b, a) -> b.putShort(a.index(2), a.shortValue())),
                silent("putShort(int,short,ByteOrder)", (b, a) -> b.putShort(a.index(2), a.shortValue(), a.order())),
                answering("getChar(int)", (b, a) -> b.getChar(a.index(2))),
                answering("getChar(int,ByteOrder)", (b, a) -> b.getChar(a.index(2), a.order())),
                silent("putChar(int,char)", (b, a) -> b.putChar(a.index(2), a.charValue())),
                silent("putChar(int,char,ByteOrder)", (b, a) -> b.putChar(a.index(2), a.charValue(), a.order())),
                answering("getByte(int)", (b, a) -> b.getByte(a.index(1))),
                silent("putByte(int,byte)", (b, a) -> b.putByte(a.index(1), a.byteValue())),
                answering("capacity()", (b, a) -> b.capacity()),
                answering("isExpandable()", (b, a) -> b.isExpandable()),
                answering("wrapAdjustment()", (b, a) -> b.wrapAdjustment()),
                answering("byteArray()", (b, a) -> b.byteArray() == null),
                answering("byteBuffer()", (b, a) -> b.byteBuffer()),
                silent("verifyAlignment()", (b, a) -> b.verifyAlignment()),
                silent("checkLimit(int)", (b, a) -> b.checkLimit(a.number(-3, b.capacity() + 3))),
                silent("boundsCheck(int,int)", (b, a) -> {
                    final int length = a.length(40);
                    b.boundsCheck(a.index(length), length);
                }));
    }
}
