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
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One bit of a buffer file is flipped, in each byte of header, records and trailer in turn: every event is in the log file
 * once and in order, or what is missing is still in the buffer or was said, and nothing else happens to the file.
 */
@Timeout(120)
class BitFlipTest {
    private static final int EVENTS = 20;
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
    private int recordsLength;

    @BeforeEach
    void createTemplate() throws IOException {
        rig = new DrainRig(temporary);
        final OwnedBuffer owned = rig.create();
        name = owned.file().name();
        for (int i = 0; i < EVENTS; i++) {
            recordsLength = (int) TestBuffers.write(owned.file(), event(i) + "\n");
        }
        sound = Files.readAllBytes(owned.file().path());
        owned.ownerLock().deleteAndClose();
        Files.delete(owned.file().path());
    }

    @Test
    void shouldKeepEveryEventOrSayWhatIsWrongWhenABitOfTheHeaderIsFlipped() throws IOException {
        flipEach(0, PAGE, true);
    }

    @Test
    void shouldKeepEveryEventOrSayWhatIsWrongWhenABitOfTheTrailerIsFlipped() throws IOException {
        flipEach(sound.length - TRAILER, sound.length, true);
    }

    /** A record has no check sum, as its payload is the line: what is in it, and how long it says it is, is believed. */
    @Test
    void shouldHarmNoOtherEventWhenABitOfARecordIsFlipped() throws IOException {
        flipEach(PAGE, PAGE + recordsLength, false);
    }

    @Test
    void shouldNotBeHarmedByWhatIsFlippedInUnusedSpace() throws IOException {
        final Random random = new Random(20_261_121);
        for (int round = 0; round < 200; round++) {
            final int offset = PAGE
                    + recordsLength
                    + Long.BYTES
                    + random.nextInt(sound.length - PAGE - TRAILER - recordsLength - 8);
            final List<String> lines = linesAfterFlip(offset, random.nextInt(8), round % 2 == 0);

            assertThat(lines).as("offset %d", offset).hasSize(EVENTS);
        }
    }

    private void flipEach(final int from, final int to, final boolean eventsAreWhole) throws IOException {
        final Random random = new Random(from);
        for (int offset = from; offset < to; offset++) {
            final int bit = random.nextInt(8);
            if (isUsed(offset)) {
                flip(offset, bit, true, eventsAreWhole);
                flip(offset, bit, false, eventsAreWhole);
            } else if (random.nextInt(UNUSED_SHARE) == 0) {
                flip(offset, bit, random.nextBoolean(), eventsAreWhole);
            }
        }
    }

    /** Whether anything is read there: fields and texts, records, tail and head. */
    private boolean isUsed(final int offset) {
        final int inTrailer = offset - (sound.length - TRAILER);
        return offset < USED_HEADER
                || offset >= PAGE && offset < PAGE + recordsLength
                || inTrailer >= TAIL && inTrailer < TAIL + Long.BYTES
                || inTrailer >= HEAD && inTrailer < HEAD + Long.BYTES;
    }

    private void flip(final int offset, final int bit, final boolean ownerDead, final boolean eventsAreWhole)
            throws IOException {
        final List<String> lines = linesAfterFlip(offset, bit, ownerDead);
        check(lines, eventsAreWhole, "offset " + offset + " bit " + bit + " dead " + ownerDead);
    }

    private void check(final List<String> lines, final boolean eventsAreWhole, final String what) throws IOException {
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
        assertThat(strange).as("strange lines, %s, %s", what, lines).isLessThanOrEqualTo(eventsAreWhole ? 0 : 2);
        if (lines.size() - strange < EVENTS - (eventsAreWhole ? 0 : 2)) {
            final boolean isSaid = !rig.warnings.isEmpty() || !rig.infos.isEmpty();
            assertThat(isSaid || rig.leftovers().contains(name.toString()))
                    .as("events are missing and nobody knows, %s, %s", what, lines)
                    .isTrue();
        }
        assertThat(rig.warnings).as(what).hasSizeLessThanOrEqualTo(1);
    }

    /** Makes each record 24 bytes long, so that no flipped bit of a position leads from one record to another. */
    private static String event(final int number) {
        final CRC32 crc = new CRC32();
        crc.update(number);
        return String.format("%02d %08x", number, crc.getValue());
    }

    private static int numberOf(final String line) {
        final boolean isEvent = line.matches("\\d\\d .*") && line.equals(event(Integer.parseInt(line.substring(0, 2))));
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
