package io.logc.server.message.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * What a connection has sent and was not dealt with yet. Between frames that is nothing; a large frame that has begun is kept
 * in memory of the common budget.
 *
 * <p>Owned by the session's event loop.
 */
public final class Received {
    /** A frame up to that many bytes needs no share of the budget. */
    public static final int MAX_UNBUDGETED_LENGTH = 4096;

    private final FrameBudget budget;
    private ByteBuf bytes;
    private int retainedLength;
    private int grantedLength;

    /**
     * Begins with nothing.
     *
     * @param budget of all connections
     */
    public Received(final FrameBudget budget) {
        this.budget = budget;
    }

    /** What was received.
     * @return null for nothing */
    public ByteBuf bytes() {
        return bytes;
    }

    /**
     * Adds what came.
     *
     * @param allocator for a buffer that holds both
     * @param more is taken over
     */
    public void add(final ByteBufAllocator allocator, final ByteBuf more) {
        if (bytes == null) {
            bytes = more;
            return;
        }
        if (bytes.writableBytes() < more.readableBytes() || bytes.isReadOnly() || bytes.refCnt() > 1) {
            move(allocator, Math.max(bytes.readableBytes() + more.readableBytes(), grantedLength));
        }
        bytes.writeBytes(more);
        more.release();
    }

    private void move(final ByteBufAllocator allocator, final int capacity) {
        final ByteBuf moved = allocator.directBuffer(capacity);
        moved.writeBytes(bytes);
        bytes.release();
        bytes = moved;
    }

    /**
     * Lets go of what was dealt with, and makes room for the rest of the frame that has begun.
     *
     * @param allocator for a buffer of another size
     * @param neededLength of the frame in bytes; 0 when it is not known or there is none
     * @param whenFreed is called by any thread, once, when it is worth while to ask again
     * @return false when the frame has to wait for memory
     */
    public boolean keep(final ByteBufAllocator allocator, final int neededLength, final Runnable whenFreed) {
        if (bytes == null || !bytes.isReadable()) {
            release();
            return true;
        }
        boolean isEnough = true;
        if (neededLength <= MAX_UNBUDGETED_LENGTH) {
            giveBack();
        } else if (grantedLength != neededLength) {
            giveBack();
            isEnough = budget.take(neededLength, whenFreed);
            grantedLength = isEnough ? neededLength : 0;
        }
        final int wanted = Math.max(bytes.readableBytes(), Math.max(grantedLength, Math.min(neededLength, 256)));
        if (bytes.capacity() > 2 * wanted) {
            move(allocator, wanted);
        }
        retain();
        return isEnough;
    }

    /** Whether something is kept that was not granted.
     * @return false when nothing is kept, too */
    public boolean isUngranted() {
        return retainedLength > 0;
    }

    /** Keeps what cannot be dealt with now.
     * @param allocator for a buffer of another size */
    public void keepAll(final ByteBufAllocator allocator) {
        if (bytes != null && grantedLength == 0 && budget.isScarce() && bytes.capacity() > 2 * bytes.readableBytes()) {
            move(allocator, bytes.readableBytes());
        }
        retain();
    }

    /** Counts what is kept without having been granted. */
    private void retain() {
        final int length = bytes == null || grantedLength > 0 ? 0 : bytes.capacity();
        if (length != retainedLength) {
            budget.retain(length - retainedLength);
            retainedLength = length;
        }
    }

    /** Lets go of everything. */
    public void release() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
        giveBack();
        retain();
    }

    private void giveBack() {
        if (grantedLength > 0) {
            final int length = grantedLength;
            grantedLength = 0;
            budget.giveBack(length);
        }
    }
}
