package io.logc.system.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a file of {@link Sender}s' messages: each once, whole, in its sender's order, and each acknowledged one is there. */
final class MessageOracle {
    private static final int FIELDS = 4;

    private final Map<String, Long> lastNumber = new HashMap<>();
    private final Map<String, String> lastLine = new HashMap<>();
    private final Map<String, Long> lastId = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private String unfinished = "";
    private long lines;

    /** A server that was killed a moment ago may have left the last line unfinished. */
    MessageOracle read(final Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
            final boolean whole = endsWithNewline(file);
            String line = reader.readLine();
            while (line != null) {
                final String next = reader.readLine();
                if (next == null && !whole) {
                    unfinished = line;
                } else {
                    check(line);
                }
                line = next;
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private static boolean endsWithNewline(final Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            if (bytes.length() == 0) {
                return true;
            }
            bytes.seek(bytes.length() - 1);
            return bytes.read() == '\n';
        }
    }

    private void check(final String line) {
        lines++;
        final String[] fields = line.split(" ", FIELDS);
        if (fields.length < FIELDS || !"test".equals(fields[2])) {
            faults.add("torn: " + line);
            return;
        }
        final String clientId = fields[0];
        final long id = Long.parseLong(fields[1]);
        final long number = Long.parseLong(fields[3].split(" ")[1]);
        if (!fields[3].equals(new String(MessageTown.payload(clientId, number), UTF_8))) {
            faults.add("torn: " + line);
        }
        final long before = lastNumber.getOrDefault(clientId, 0L);
        if (number != before + 1) {
            faults.add((number <= before ? "doubled or out of order after " : "missing after ") + lastLine.get(clientId)
                    + ": " + line + " (line " + lines + ")");
        }
        if (id <= lastId.getOrDefault(clientId, 0L)) {
            faults.add("id not after the last: " + line);
        }
        lastLine.put(clientId, line);
        lastNumber.put(clientId, Math.max(before, number));
        lastId.put(clientId, id);
    }

    long lines() {
        return lines;
    }

    /** Everything that the senders have sent is there, all of it acknowledged. */
    void assertComplete(final Iterable<Sender> senders) {
        for (final Sender sender : senders) {
            assertThat(sender.failures()).as(sender.clientId()).isEmpty();
            if (sender.acknowledged() != sender.sent()) {
                faults.add(
                        sender.clientId() + ": " + sender.sent() + " sent, " + sender.acknowledged() + " acknowledged");
            }
            final long last = lastNumber.getOrDefault(sender.clientId(), 0L);
            if (last != sender.sent()) {
                faults.add(sender.clientId() + ": " + sender.sent() + " sent, but the file ends at " + last);
            }
        }
        assertThat(unfinished).as("end of the file").isEmpty();
        assertThat(faults).isEmpty();
    }

    /** What was acknowledged by now is there already. */
    void assertHolds(final String clientId, final long acknowledged) {
        assertThat(lastNumber.getOrDefault(clientId, 0L)).as(clientId).isGreaterThanOrEqualTo(acknowledged);
        assertThat(faults).isEmpty();
    }
}
