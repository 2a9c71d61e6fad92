package io.logc.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Fills the ring of a buffer with what an honest producer writes, at any place, and then damages it. */
public final class FuzzedRing {
    /** Bytes of the ring: the smallest there is. */
    public static final int CAPACITY = 64 * 1024;
    /** Bytes of the ring and its trailer. */
    public static final int LENGTH = CAPACITY + BufferDescriptor.TRAILER_LENGTH;

    static final int TAIL = CAPACITY + 128;
    static final int HEAD_CACHE = TAIL + 128;
    static final int HEAD = HEAD_CACHE + 128;

    private static final int TRUNCATE = RecordType.TRUNCATE;

    private final BufferFile file;
    private final FuzzedDataProvider data;
    private final ClaimTrackingBuffer memory;
    private final boolean mayTruncate;
    private final List<String> events = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();
    private long start;

    /**
     * Prepares a ring.
     *
     * @param file a buffer of {@link #CAPACITY}
     * @param data decides
     * @param mayTruncate whether there may be a record that truncates the log file
     */
    public FuzzedRing(final BufferFile file, final FuzzedDataProvider data, final boolean mayTruncate) {
        this.file = file;
        this.data = data;
        this.mayTruncate = mayTruncate;
        this.memory = file.newClaimTrackingBuffer();
    }

    /** Puts the ring's start anywhere, as after many rounds, and writes records. */
    public void fill(final int maxRecords) {
        start = data.consumeInt(0, 1 << 20) * 8L;
        memory.putLong(HEAD, start);
        memory.putLong(HEAD_CACHE, start);
        memory.putLong(TAIL, start);
        final RingProducer producer = file.newProducer();
        for (int records = data.consumeInt(0, maxRecords); records > 0; records--) {
            final int type = data.consumeInt(0, 7) != 0
                    ? RecordType.EVENT
                    : sound(data.consumeInt(RecordType.EVENT, RecordType.FOOTER));
            final byte[] event = type == RecordType.EVENT ? event() : new byte[0];
            if (producer.write(type, event, 0, event.length) >= 0) {
                events.add(type == RecordType.EVENT ? new String(event, UTF_8) : "");
                ends.add(file.tailPosition());
            }
        }
    }

    private byte[] event() {
        final int length = data.consumeInt(0, 15) != 0 ? data.consumeInt(1, 100) : data.consumeInt(1, CAPACITY / 8);
        final String number = "event " + events.size() + " ";
        return (number + "x".repeat(Math.max(0, length - number.length() - 1)) + "\n").getBytes(UTF_8);
    }

    /** Changes lengths, types, head, tail or any bytes. */
    public void damage() {
        final int near = (int) start + data.consumeInt(0, 64) * 8 & CAPACITY - 1;
        switch (data.consumeInt(0, 6)) {
            case 0 -> memory.putInt(near, data.consumeInt(-200, 200));
            case 1 -> memory.putInt(near, sound(data.consumeInt()));
            case 2 -> memory.putInt(near, sound(-memory.getInt(near)));
            case 3 -> memory.putInt(near + Integer.BYTES, sound(data.consumeInt(-2, 6)));
            case 4 -> memory.putLong(TAIL, position());
            case 5 -> memory.putLong(HEAD, position());
            default -> {
                final byte value = data.consumeByte();
                memory.putByte(data.consumeInt(0, LENGTH - 1), value == TRUNCATE ? 0 : value);
            }
        }
    }

    private int sound(final int value) {
        return value == TRUNCATE && !mayTruncate ? RecordType.EVENT : value;
    }

    /** A position around the ring's start, or any. */
    public long position() {
        return switch (data.consumeInt(0, 2)) {
            case 0 -> start + data.consumeInt(-CAPACITY, 3 * CAPACITY);
            case 1 -> ends.isEmpty() ? start : ends.get(data.consumeInt(0, ends.size() - 1));
            default -> data.consumeLong();
        };
    }

    /** Where each record ends. */
    public List<Long> ends() {
        return ends;
    }

    /** The texts of the records, empty for what is no event. */
    public List<String> events() {
        return events;
    }

    /** Whether there are none but events. */
    public boolean hasOnlyEvents() {
        return !events.contains("");
    }

    /** Changes what the header of a buffer file says: counters, or any field or text. */
    public void damageHeader() throws IOException {
        switch (data.consumeInt(0, 6)) {
            case 0 -> putLong(BufferDescriptor.DROPPED_OFFSET, data.consumeLong(0, 3));
            case 1 -> putLong(BufferDescriptor.DROP_POSITION_OFFSET, position());
            case 2 -> putLong(BufferDescriptor.REPORTED_OFFSET, data.consumeLong(0, 3));
            case 3 -> putLong(BufferDescriptor.PREDECESSOR_OFFSET, data.consumeLong(0, 10));
            case 4 -> put(data.consumeInt(0, 127) * Integer.BYTES, Integer.BYTES, data.consumeInt());
            case 5 -> put(data.consumeInt(0, 127) * Integer.BYTES, Integer.BYTES, data.consumeInt(0, 5000));
            default -> put(data.consumeInt(0, 1023), 1, data.consumeByte());
        }
    }

    private void putLong(final int offset, final long value) throws IOException {
        put(offset, Long.BYTES, value);
    }

    private void put(final int offset, final int length, final long value) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(value).flip().limit(length);
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
            channel.write(bytes, offset);
        }
    }
}
