package io.logc.drain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferVersionException;
import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.TestBuffers;
import io.logc.buffer.UnixFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One bit of a buffer file is flipped, in each byte of header, dictionary, records and trailer in turn: every event is in the
 * log file once and in order, or what is missing is still in the buffer or was said, and nothing else happens to the file.
 * Events are lines and split events by turns.
 */
@Timeout(120)
class BitFlipTest {
    private static final int EVENTS = 21;
    /** Where the dictionary begins. */
    private static final int PAGE = 4096;

    private static final int USED_HEADER = 640;
    private static final int TRAILER = 768;
    private static final int TAIL = 128;
    private static final int HEAD = 384;
    private static final int UNUSED_SHARE = 16;
    private static final String BEFORE = "what stood in the file before\n";

    @TempDir
    private Path temporary;

    private DrainRig rig;
    private BufferName name;
    private byte[] sound;
    private int ring;
    private int recordsLength;
    private FlipEvents events;

    @BeforeEach
    void createTemplate() throws IOException {
        rig = new DrainRig(temporary);
        final OwnedBuffer owned = SplitEvents.create(rig);
        name = owned.file().name();
        ring = (int) TestBuffers.ringOffset(owned.file().path(), 0);
        events = new FlipEvents(owned.file());
        for (int i = 0; i < EVENTS; i++) {
            events.write(i);
        }
        recordsLength = (int) owned.file().tailPosition();
        sound = Files.readAllBytes(owned.file().path());
        owned.ownerLock().deleteAndClose();
        Files.delete(owned.file().path());
    }

    @Test
    void shouldKeepEveryEventOrSayWhatIsWrongWhenABitOfTheHeaderIsFlipped() throws IOException {
        flipEach(0, PAGE);
    }

    @Test
    void shouldKeepEveryEventOrSayWhatIsWrongWhenABitOfTheTrailerIsFlipped() throws IOException {
        flipEach(sound.length - TRAILER, sound.length);
    }

    /** A record has no check sum: what is in it, and how long it says it is, is believed. */
    @Test
    void shouldHarmNoOtherEventWhenABitOfARecordIsFlipped() throws IOException {
        flipEach(ring, ring + recordsLength);
    }

    /** Nor have its entries: what refers to one is what it says. */
    @Test
    void shouldHarmNoEventThatDoesNotReferToAnEntryOfTheDictionaryInWhichABitIsFlipped() throws IOException {
        final Random random = new Random(ring);
        for (int offset = PAGE; offset < PAGE + events.dictionaryLength(); offset++) {
            final int bit = random.nextInt(8);
            for (final boolean ownerDead : new boolean[] {true, false}) {
                final String what = "offset " + offset + " bit " + bit + " dead " + ownerDead;
                // With a line's end flipped there is no line, but the event is there.
                final String log = String.join("\n", linesAfterFlip(offset, bit, ownerDead));
                final boolean isSaid = rig.warnings.size() == 1;
                checkAllBut(events.referringTo(offset - PAGE), log, isSaid && !ownerDead, what);
                assertThat(rig.warnings).as(what).hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    /** Who is alive has its buffer put aside where that makes no sense any more, and a new one. */
    private static void checkAllBut(
            final Set<Integer> harmed, final String log, final boolean mayEndEarly, final String what) {
        int from = 0;
        boolean hasEnded = false;
        for (int i = 0; i < EVENTS; i++) {
            final int at = log.indexOf(FlipEvents.line(i));
            if (at < 0 && !harmed.contains(i)) {
                assertThat(mayEndEarly)
                        .as("event %s is missing, %s, %s", i, what, log)
                        .isTrue();
                hasEnded = true;
            } else if (at >= 0) {
                assertThat(hasEnded)
                        .as("event %s stands behind a missing one, %s, %s", i, what, log)
                        .isFalse();
                assertThat(at)
                        .as("event %s stands in order, %s, %s", i, what, log)
                        .isGreaterThanOrEqualTo(from);
                assertThat(log.lastIndexOf(FlipEvents.line(i)))
                        .as("event %s stands once, %s, %s", i, what, log)
                        .isEqualTo(at);
                from = at;
            }
        }
    }

    @Test
    void shouldNotBeHarmedByWhatIsFlippedInUnusedSpace() throws IOException {
        final Random random = new Random(20_261_121);
        for (int round = 0; round < 200; round++) {
            final int from = ring + recordsLength + Long.BYTES;
            final int offset = from + random.nextInt(sound.length - TRAILER - from);
            final List<String> lines = linesAfterFlip(offset, random.nextInt(8), round % 2 == 0);

            assertThat(lines).as("offset %d", offset).hasSize(EVENTS);
        }
    }

    private void flipEach(final int from, final int to) throws IOException {
        final Random random = new Random(from);
        for (int offset = from; offset < to; offset++) {
            final int bit = random.nextInt(8);
            if (isUsed(offset)) {
                flip(offset, bit, true);
                flip(offset, bit, false);
            } else if (random.nextInt(UNUSED_SHARE) == 0) {
                flip(offset, bit, random.nextBoolean());
            }
        }
    }

    /** Whether anything is read there: fields and texts, records, tail and head. */
    private boolean isUsed(final int offset) {
        final int inTrailer = offset - (sound.length - TRAILER);
        return offset < USED_HEADER
                || offset >= ring && offset < ring + recordsLength
                || inTrailer >= TAIL && inTrailer < TAIL + Long.BYTES
                || inTrailer >= HEAD && inTrailer < HEAD + Long.BYTES;
    }

    private void flip(final int offset, final int bit, final boolean ownerDead) throws IOException {
        final List<String> lines = linesAfterFlip(offset, bit, ownerDead);
        check(lines, harmed(offset, bit), "offset " + offset + " bit " + bit + " dead " + ownerDead);
    }

    /** How many lines at the most are not what was logged, or are not there. */
    private int harmed(final int offset, final int bit) {
        if (offset < ring || offset >= ring + recordsLength) {
            return 0;
        }
        final int inRecord = (offset - ring) % FlipEvents.RECORD_LENGTH;
        final long longer = inRecord < Integer.BYTES ? 1L << bit + Byte.SIZE * inRecord : 0;
        return 2 + (longer < recordsLength ? (int) longer / FlipEvents.RECORD_LENGTH : 0);
    }

    private void check(final List<String> lines, final int harmed, final String what) throws IOException {
        int expected = 0;
        int strange = 0;
        for (final String line : lines) {
            final int number = numberOf(line);
            if (number >= expected && number < EVENTS) {
                expected = number + 1;
            } else {
                strange++;
            }
        }
        assertThat(strange).as("strange lines, %s, %s", what, lines).isLessThanOrEqualTo(harmed);
        if (lines.size() - strange < EVENTS - harmed) {
            final boolean isSaid = !rig.warnings.isEmpty() || !rig.infos.isEmpty();
            assertThat(isSaid || rig.leftovers().contains(name.toString()))
                    .as("events are missing and nobody knows, %s, %s", what, lines)
                    .isTrue();
        }
        assertThat(rig.warnings).as(what).hasSizeLessThanOrEqualTo(1);
    }

    private static int numberOf(final String line) {
        final boolean isEvent =
                line.matches("\\d\\d .*") && line.equals(FlipEvents.line(Integer.parseInt(line.substring(0, 2))));
        return isEvent ? Integer.parseInt(line.substring(0, 2)) : -1;
    }

    /** What the log file holds, drop reports apart, when the buffer was drained as far as that goes. */
    private List<String> linesAfterFlip(final int offset, final int bit, final boolean ownerDead) throws IOException {
        clean();
        final byte[] flipped = sound.clone();
        flipped[offset] ^= (byte) (1 << bit);
        final Path path = rig.directory.buffer(name);
        Files.createFile(path, UnixFiles.privateFile());
        Files.write(path, flipped);
        final LogFileWriter writer = rig.newWriter();
        if (ownerDead) {
            rig.adopt(writer, name);
        } else {
            attachIfReadable(writer);
        }
        DrainRig.drain(writer);
        writer.close();
        final List<String> lines = new ArrayList<>(
                new String(Files.readAllBytes(rig.logFile), ISO_8859_1).lines().toList());
        assertThat(lines.remove(0))
                .as("what stood in the file before, offset %d", offset)
                .isEqualTo(BEFORE.trim());
        lines.removeIf(line -> line.matches("dropped \\d+"));
        return lines;
    }

    private void attachIfReadable(final LogFileWriter writer) throws IOException {
        try {
            final BufferFile file = BufferFile.open(rig.directory, name);
            if (file != null) {
                rig.attach(writer, file);
            }
        } catch (final CorruptBufferException | BufferVersionException refused) {
            rig.warn(refused.getMessage(), refused);
        }
    }

    private void clean() throws IOException {
        for (final String left : rig.leftovers()) {
            Files.delete(rig.directory.path().resolve(left));
        }
        Files.deleteIfExists(rig.directory.journal(rig.key));
        Files.write(rig.logFile, BEFORE.getBytes(ISO_8859_1));
        rig.warnings.clear();
        rig.infos.clear();
    }
}
