package io.logc.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.mapped.MappedAtomicBuffer;
import io.logc.fault.FaultPoint;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Writes the header of a new buffer file, and reads and checks that of an existing one. Stateless. */
final class BufferHeader {
    private BufferHeader() {}

    /** Length of the header that a spec needs, the dictionary included. */
    static int length(final BufferSpec spec, final int dictionaryLength) {
        int length = 0;
        for (final byte[] text : spec.texts()) {
            length += text.length;
        }
        final int headerLength = BufferDescriptor.headerLength(length);
        if (headerLength > BufferDescriptor.MAX_TEXTS_HEADER_LENGTH) {
            throw new IllegalArgumentException(
                    "texts of " + length + " bytes: header, footer and path are too long for a buffer file");
        }
        return headerLength + dictionaryLength;
    }

    /** Length of the dictionary that a new buffer gets. */
    static int dictionaryLength(final BufferSpec spec, final int capacity) {
        return spec.purpose() == BufferSpec.Purpose.SPLIT_EVENTS ? BufferDescriptor.dictionaryLength(capacity) : 0;
    }

    /** Fills a zeroed header, and marks the trailer; the version, stored last, publishes it. */
    static void write(
            final ByteBuffer bytes,
            final int headerLength,
            final BufferName name,
            final BufferSpec spec,
            final int capacity,
            final long predecessor) {
        final MappedAtomicBuffer header = new MappedAtomicBuffer(bytes, 0, headerLength);
        header.putInt(BufferDescriptor.MAGIC_OFFSET, BufferDescriptor.MAGIC);
        header.putInt(BufferDescriptor.HEADER_LENGTH_OFFSET, headerLength);
        header.putInt(BufferDescriptor.CAPACITY_OFFSET, capacity);
        header.putLong(BufferDescriptor.GENERATION_OFFSET, name.generation());
        final long instance = new SecureRandom().nextLong();
        header.putLong(BufferDescriptor.INSTANCE_OFFSET, instance);
        new MappedAtomicBuffer(bytes, headerLength + capacity, BufferDescriptor.TRAILER_LENGTH)
                .putLong(BufferDescriptor.TRAILER_MARK_OFFSET, instance);
        header.putLong(BufferDescriptor.PREDECESSOR_OFFSET, predecessor);
        final long pid = ProcessHandle.current().pid();
        header.putLong(BufferDescriptor.PID_OFFSET, pid);
        header.putLong(BufferDescriptor.DEVICE_OFFSET, spec.directoryDevice());
        header.putLong(BufferDescriptor.INODE_OFFSET, spec.directoryInode());
        header.putLong(BufferDescriptor.MOUNT_NAMESPACE_OFFSET, spec.mountNamespace());
        header.putInt(BufferDescriptor.FLAGS_OFFSET, flags(spec));
        header.putInt(BufferDescriptor.DICTIONARY_LENGTH_OFFSET, dictionaryLength(spec, capacity));
        header.putInt(BufferDescriptor.PERMISSIONS_OFFSET, spec.filePermissions());
        int offset = BufferDescriptor.TEXTS_OFFSET;
        final byte[][] texts = spec.texts();
        for (int i = 0; i < texts.length; i++) {
            header.putInt(BufferDescriptor.TEXT_LENGTHS_OFFSET + i * Integer.BYTES, texts[i].length);
            header.putBytes(offset, texts[i], 0, texts[i].length);
            offset += texts[i].length;
        }
        FaultPoint.BUFFER_UNPUBLISHED.reached();
        final int version =
                dictionaryLength(spec, capacity) == 0 ? BufferDescriptor.MIN_VERSION : BufferDescriptor.VERSION;
        header.putIntVolatile(BufferDescriptor.VERSION_OFFSET, version);
    }

    private static int flags(final BufferSpec spec) {
        return (spec.headerEachStart() ? BufferDescriptor.FLAG_HEADER_EACH_START : 0)
                | (spec.holdsMessages() ? BufferDescriptor.FLAG_MESSAGES : 0)
                | (spec.forced() ? BufferDescriptor.FLAG_FORCED : 0);
    }

    private static BufferSpec.Purpose purpose(final int flags, final int dictionaryLength) {
        if ((flags & BufferDescriptor.FLAG_MESSAGES) == 0) {
            return dictionaryLength > 0 ? BufferSpec.Purpose.SPLIT_EVENTS : BufferSpec.Purpose.EVENTS;
        }
        return (flags & BufferDescriptor.FLAG_FORCED) == 0
                ? BufferSpec.Purpose.MESSAGES
                : BufferSpec.Purpose.FORCED_MESSAGES;
    }

    /** Checks every length before anything is done with it. */
    static void checkLengths(final BufferName name, final int headerLength, final int capacity, final long fileLength)
            throws CorruptBufferException {
        if (capacity < BufferDescriptor.MIN_CAPACITY
                || capacity > BufferDescriptor.MAX_CAPACITY
                || Integer.bitCount(capacity) != 1) {
            throw corrupt(name, "capacity", capacity);
        }
        if (headerLength < BufferDescriptor.PAGE
                || headerLength > BufferDescriptor.MAX_HEADER_LENGTH
                || headerLength % BufferDescriptor.PAGE != 0) {
            throw corrupt(name, "header length", headerLength);
        }
        if (BufferDescriptor.fileLength(headerLength, capacity) != fileLength) {
            throw corrupt(name, "file length", fileLength);
        }
    }

    /** A buffer that waited for itself, or for a younger one, would wait for ever. */
    static void checkGenerations(final BufferName name, final long generation, final long predecessor)
            throws CorruptBufferException {
        if (generation != name.generation()) {
            throw corrupt(name, "generation", generation);
        }
        if (predecessor < 0 || predecessor >= generation && predecessor != 0) {
            throw corrupt(name, "predecessor", predecessor);
        }
    }

    /** Reads, and checks, how long the dictionary is. */
    static int readDictionaryLength(final MappedAtomicBuffer header, final BufferName name)
            throws CorruptBufferException {
        final int length = header.getInt(BufferDescriptor.DICTIONARY_LENGTH_OFFSET);
        final int room = header.capacity() - BufferDescriptor.PAGE;
        if (length < 0
                || length > Math.min(room, BufferDescriptor.MAX_DICTIONARY_LENGTH)
                || length % BufferDescriptor.PAGE != 0) {
            throw corrupt(name, "dictionary length", length);
        }
        return length;
    }

    /** Reads what the header says about the job. */
    static BufferSpec readSpec(final MappedAtomicBuffer header, final BufferName name, final int dictionaryLength)
            throws CorruptBufferException {
        final int textsEnd = header.capacity() - dictionaryLength;
        final byte[][] texts = new byte[BufferDescriptor.TEXT_COUNT][];
        int offset = BufferDescriptor.TEXTS_OFFSET;
        for (int i = 0; i < texts.length; i++) {
            final int length = header.getInt(BufferDescriptor.TEXT_LENGTHS_OFFSET + i * Integer.BYTES);
            if (length < 0 || length > textsEnd - offset) {
                throw corrupt(name, "length of text " + i, length);
            }
            texts[i] = new byte[length];
            header.getBytes(offset, texts[i], 0, length);
            offset += length;
        }
        final int flags = header.getInt(BufferDescriptor.FLAGS_OFFSET);
        return new BufferSpec(
                new String(texts[BufferDescriptor.TEXT_LOG_FILE], UTF_8),
                header.getLong(BufferDescriptor.DEVICE_OFFSET),
                header.getLong(BufferDescriptor.INODE_OFFSET),
                header.getLong(BufferDescriptor.MOUNT_NAMESPACE_OFFSET),
                (flags & BufferDescriptor.FLAG_HEADER_EACH_START) != 0,
                header.getInt(BufferDescriptor.PERMISSIONS_OFFSET),
                texts[BufferDescriptor.TEXT_HEADER],
                texts[BufferDescriptor.TEXT_FOOTER],
                texts[BufferDescriptor.TEXT_DROP_REPORT],
                new String(texts[BufferDescriptor.TEXT_IDENTITY], UTF_8),
                purpose(flags, dictionaryLength));
    }

    /** A log file's path that is not the one in the name, hashed, would send its and others' events into another file. */
    static void checkLogFile(final BufferSpec spec, final BufferName name) throws CorruptBufferException {
        if (!BufferDirectory.keyOf(spec.logFile()).equals(name.key())) {
            throw new CorruptBufferException(name + ": log file=" + spec.logFile() + " is not the one of that name");
        }
    }

    private static CorruptBufferException corrupt(final BufferName name, final String field, final long value) {
        return new CorruptBufferException(name + ": " + field + "=" + value + " makes no sense");
    }
}
