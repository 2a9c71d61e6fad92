package io.logc.server.message.memory;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Counts what TLS keeps of a record that has not come as a whole: nobody has said who it is yet who sends the first of them.
 * Stands before TLS, and looks at nothing but the records' lengths.
 *
 * <p>Owned by the connection's event loop.
 */
public final class TlsRecords extends ChannelInboundHandlerAdapter {
    private static final int HEADER_LENGTH = 5;
    private static final int LENGTH_OFFSET = 3;

    private final FrameBudget budget;
    private int headerLength;
    private int recordLength;
    private int heldLength;
    private int countedLength;

    /**
     * Begins before the first record.
     *
     * @param budget of all connections
     */
    public TlsRecords(final FrameBudget budget) {
        this.budget = budget;
    }

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) {
        final ByteBuf in = (ByteBuf) message;
        final int capacity = in.capacity();
        for (int index = in.readerIndex(); index < in.writerIndex(); ) {
            index += next(in, index);
        }
        context.fireChannelRead(message);
        // TLS keeps the buffer itself, or one of twice the length that both parts fit in.
        count(heldLength == 0 ? 0 : Math.max(capacity, 2 * heldLength));
        if (heldLength > 0 && budget.isOverdrawn()) {
            context.close();
        }
    }

    /** Goes on by a byte of the header, or by what there is of the record. */
    private int next(final ByteBuf in, final int index) {
        if (headerLength < HEADER_LENGTH) {
            if (headerLength >= LENGTH_OFFSET) {
                recordLength = recordLength << Byte.SIZE | in.getUnsignedByte(index);
            }
            headerLength++;
            heldLength++;
            endRecord();
            return 1;
        }
        final int length = Math.min(in.writerIndex() - index, recordLength);
        recordLength -= length;
        heldLength += length;
        endRecord();
        return length;
    }

    private void endRecord() {
        if (headerLength == HEADER_LENGTH && recordLength == 0) {
            headerLength = 0;
            heldLength = 0;
        }
    }

    private void count(final int length) {
        if (length != countedLength) {
            budget.retain(length - countedLength);
            countedLength = length;
        }
    }

    @Override
    public void handlerRemoved(final ChannelHandlerContext context) {
        count(0);
    }
}
