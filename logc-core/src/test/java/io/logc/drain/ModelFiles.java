package io.logc.drain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The log file in the hands of other programs, and all that ever stood in it, in the order of time. */
final class ModelFiles implements AutoCloseable {
    final Path path;
    final List<Segment> segments = new ArrayList<>();
    private int archives;
    private int lines;

    /** How a part of the log has left its path. */
    enum Fate {
        /** Renamed; whoever has it open goes on there. */
        MOVED,
        /** Copied, and the file truncated: what follows in the file goes on where the copy ends. */
        COPIED,
        /** Deleted: what is in it is lost, if it had been written before. */
        DELETED,
        /** Truncated by {@code append=false}. */
        TRUNCATED,
        /** It is the file at the path. */
        LIVE
    }

    /** One part; a moved or deleted one may still grow, but what comes into a deleted one is nowhere. */
    static final class Segment {
        Fate fate;
        private long length = Long.MAX_VALUE;
        final FileChannel file;
        final Path path;
        final String content;
        final long generation;

        private Segment(
                final Fate fate, final FileChannel file, final Path path, final String content, final long generation) {
            this.fate = fate;
            this.file = file;
            this.path = path;
            this.content = content;
            this.generation = generation;
        }

        private void deleted() throws IOException {
            fate = Fate.DELETED;
            length = file.size();
        }

        String text() throws IOException {
            return file == null ? content : read(file, length);
        }
    }

    ModelFiles(final Path path) {
        this.path = path;
    }

    boolean exists() {
        return Files.exists(path);
    }

    String content() throws IOException {
        try {
            return Files.readString(path, US_ASCII);
        } catch (final NoSuchFileException none) {
            return "";
        }
    }

    /** Another program writes a line. */
    void append() throws IOException {
        Files.writeString(
                path, "<other " + lines++ + ">\n", US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void move() throws IOException {
        final Path archive = path.resolveSibling("app.log." + archives++);
        Files.move(path, archive, StandardCopyOption.ATOMIC_MOVE);
        segments.add(new Segment(Fate.MOVED, FileChannel.open(archive), archive, null, 0));
    }

    void delete() throws IOException {
        final Segment segment = new Segment(Fate.LIVE, FileChannel.open(path), path, null, 0);
        segments.add(segment);
        segment.deleted();
        Files.delete(path);
    }

    void copyAndTruncate() throws IOException {
        segments.add(new Segment(Fate.COPIED, null, null, content(), 0));
        Files.copy(path, path.resolveSibling("app.log." + archives++));
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.truncate(0);
        }
    }

    /** Whether a renamed file could be deleted. */
    boolean hasArchive() {
        return segments.stream().anyMatch(segment -> segment.fate == Fate.MOVED);
    }

    /** Deletes the youngest renamed file. */
    void deleteArchive() throws IOException {
        for (int i = segments.size() - 1; i >= 0; i--) {
            if (segments.get(i).fate == Fate.MOVED) {
                segments.get(i).deleted();
                Files.delete(segments.get(i).path);
                return;
            }
        }
    }

    /** The truncation of {@code append=false} was done. */
    void truncated(final String before, final long generation) {
        segments.add(new Segment(Fate.TRUNCATED, null, null, before, generation));
    }

    /** All parts, the file at the path last. */
    List<Segment> all() throws IOException {
        final List<Segment> all = new ArrayList<>(segments);
        all.add(new Segment(Fate.LIVE, null, path, content(), 0));
        return all;
    }

    private static String read(final FileChannel file, final long length) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), length));
        while (bytes.hasRemaining() && file.read(bytes, bytes.position()) > 0) {
            // Until the end.
        }
        return new String(bytes.array(), 0, bytes.position(), US_ASCII);
    }

    @Override
    public void close() throws IOException {
        for (final Segment segment : segments) {
            if (segment.file != null) {
                segment.file.close();
            }
        }
    }
}
