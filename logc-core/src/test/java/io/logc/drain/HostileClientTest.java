package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.buffer.BufferFile;
import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.TestBuffers;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client writes into its shared memory, it harms its own log at most, and what is readable is saved. */
@Timeout(60)
class HostileClientTest {
    private static final int DROPPED = 128;
    private static final int REPORTED = 256;
    private static final int CONSUMER_AWAKE = 272;
    private static final int TEXTS = 512;

    @TempDir
    private Path temporary;

    private DrainRig rig;

    @BeforeEach
    void createRig() throws IOException {
        rig = new DrainRig(temporary);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 100, 1L << 40, 1L << 62, Long.MIN_VALUE, -8})
    void shouldSaveAllEventsWhenTheTailIsWrong(final long tail) throws IOException {
        final BufferFile file = rig.create().file();
        final LogFileWriter writer = rig.writerOf(file);
        DrainRig.write(file, "first");
        DrainRig.drain(writer);
        DrainRig.write(file, "second", "third");
        TestBuffers.putLong(file.path(), TestBuffers.tailOffset(file.path()), tail);

        DrainRig.drain(writer);

        assertPutAside(file, "first\nsecond\nthird\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4, 32, 1L << 40, 1L << 62, -8})
    void shouldSaveAllEventsWhenTheHeadIsWrong(final long head) throws IOException {
        final BufferFile file = rig.create().file();
        final LogFileWriter writer = rig.writerOf(file);
        DrainRig.write(file, "first");
        DrainRig.drain(writer);
        DrainRig.write(file, "second", "third");
        TestBuffers.putLong(file.path(), TestBuffers.headOffset(file.path()), head);

        DrainRig.drain(writer);

        assertPutAside(file, "first\nsecond\nthird\n");
    }

    @Test
    void shouldSaveWhatStandsBeforeADamagedRecordAndNothingTwice() throws IOException {
        final BufferFile file = rig.create().file();
        final LogFileWriter writer = rig.writerOf(file);
        DrainRig.write(file, "first", "second");
        final long third = file.tailPosition();
        DrainRig.write(file, "third", "fourth");
        TestBuffers.putInt(file.path(), TestBuffers.ringOffset(file.path(), third), 1_000_000);

        DrainRig.drain(writer);

        assertPutAside(file, "first\nsecond\n");
    }

    /** A dead application's records must not go with its buffer because its tail was moved back. */
    @Test
    void shouldSaveWhatADeadOwnersTailHides() throws IOException {
        final BufferFile file = rig.orphan("first", "second");
        TestBuffers.putLong(file.path(), TestBuffers.tailOffset(file.path()), 0);

        rig.recover();

        assertPutAside(file, "first\nsecond\n");
    }

    @Test
    void shouldNotTakeAPublishedBufferForOneThatWasNever() throws IOException {
        final BufferFile file = rig.orphan("precious");
        TestBuffers.putInt(file.path(), 4, 0);

        rig.recover();

        assertPutAside(file, "");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 4, Long.MIN_VALUE})
    void shouldRefuseCountersOfDropsThatGoBack(final long dropped) throws IOException {
        final BufferFile file = rig.create().file();
        final LogFileWriter writer = rig.writerOf(file);
        TestBuffers.putLong(file.path(), DROPPED, 5);
        TestBuffers.putLong(file.path(), REPORTED, 5);
        DrainRig.write(file, "event");
        TestBuffers.putLong(file.path(), DROPPED, dropped);

        DrainRig.drain(writer);

        assertPutAside(file, "event\n");
    }

    /** It would fill the log file, and keep the writer from ever coming to an end. */
    @Test
    void shouldReportDropsOnceASecondWhenTheirCounterChangesAtEachLook() throws Exception {
        final BufferFile file = rig.create().file();
        final LogFileWriter writer = rig.writerOf(file);
        final AtomicBoolean ended = new AtomicBoolean();
        final Thread counter = new Thread(() -> {
            while (!ended.get()) {
                file.countDrop();
            }
        });
        file.countDrop();
        counter.start();
        final long startNs = System.nanoTime();
        try {
            int cycles = 0;
            while (cycles < 200 || file.droppedCount() < 10_000) {
                writer.cycle();
                cycles++;
            }
        } finally {
            ended.set(true);
            counter.join();
        }

        final long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs) + 1;
        assertThat(rig.content().lines()).isNotEmpty().allMatch(line -> line.startsWith("dropped "));
        assertThat(rig.content().lines().count()).isLessThanOrEqualTo(1 + seconds);
        assertThat(rig.warnings).isEmpty();
    }

    /** Its lock is free, but it goes on: a round must end all the same, and others have their turn. */
    @Test
    void shouldEndARoundWhenADeadOwnerGoesOnWriting() throws Exception {
        final BufferFile undead = rig.orphan("first");
        final BufferFile living = rig.create().file();
        DrainRig.write(living, "has its turn");
        final LogFileWriter writer = rig.writerOf(living);
        rig.adopt(writer, undead.name());
        final AtomicBoolean ended = new AtomicBoolean();
        final Thread producer = new Thread(() -> {
            while (!ended.get()) {
                DrainRig.tryWrite(undead, "more");
            }
        });
        producer.start();
        try {
            for (int i = 0; i < 5; i++) {
                assertThat(writer.cycle()).isLessThanOrEqualTo(4L * TestBuffers.CAPACITY);
            }
        } finally {
            ended.set(true);
            producer.join();
        }

        assertThat(rig.content()).contains("has its turn\n");
    }

    @Test
    void shouldWriteWhereTheBufferSaidWhenItWasOpenedWhateverItSaysLater() throws IOException {
        final BufferFile file = rig.create().file();
        final LogFileWriter writer = rig.writerOf(file);
        try (RandomAccessFile header = new RandomAccessFile(file.path().toFile(), "rw")) {
            header.seek(TEXTS);
            header.write("/etc/elsewhere".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        TestBuffers.putInt(file.path(), 12, 1 << 20);
        TestBuffers.putLong(file.path(), 16, 99);
        TestBuffers.putLong(file.path(), 32, 98);
        TestBuffers.putInt(file.path(), CONSUMER_AWAKE, 4711);
        DrainRig.write(file, "event");

        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("event\n");
        assertThat(rig.warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1, 2, Long.MAX_VALUE})
    void shouldRefuseABufferThatWaitsForItselfOrForAYoungerOne(final long predecessor) throws IOException {
        final BufferFile file = rig.create().file();
        assertThat(file.name().generation()).isEqualTo(1);
        TestBuffers.putLong(file.path(), 32, predecessor);

        assertThatThrownBy(() -> BufferFile.open(rig.directory, file.name()))
                .isInstanceOf(CorruptBufferException.class)
                .hasMessageContaining("predecessor=" + predecessor);
    }

    @Test
    void shouldKeepOnlyTheNewestOfTheBuffersThatWerePutAside() throws IOException {
        for (int i = 0; i < 6; i++) {
            final BufferFile file = rig.create().file();
            TestBuffers.putLong(file.path(), TestBuffers.tailOffset(file.path()), 4);
            DrainRig.drain(rig.writerOf(file));
        }

        final List<String> kept = IntStream.of(4, 5, 6)
                .mapToObj(generation -> rig.key + "-" + generation + ".buffer.corrupt")
                .toList();
        assertThat(rig.leftovers().stream().filter(name -> name.endsWith(".corrupt")))
                .containsExactlyElementsOf(kept);
        assertThat(rig.warnings).hasSize(6);
    }

    @Test
    void shouldKeepAFewOfManyLogFilesAndNoMoreThanThePartOfTheSpace() throws IOException {
        for (int i = 1; i <= 12; i++) {
            Files.write(rig.directory.path().resolve(String.format("%016x-%d.buffer.corrupt", i, i)), new byte[1000]);
        }
        Quarantine.removeOldest(rig.directory.path(), 1 << 20);
        assertThat(corruptFiles()).isEqualTo(Quarantine.KEPT);

        Quarantine.removeOldest(rig.directory.path(), 2500);
        assertThat(corruptFiles()).isEqualTo(2);

        Quarantine.removeOldest(rig.directory.path(), 10);
        assertThat(corruptFiles()).as("the newest stays").isEqualTo(1);
        assertThat(rig.directory.path().resolve("000000000000000c-12.buffer.corrupt"))
                .exists();
    }

    private long corruptFiles() throws IOException {
        try (java.util.stream.Stream<Path> files = Files.list(rig.directory.path())) {
            return files.filter(file -> file.toString().endsWith(".corrupt")).count();
        }
    }

    /** A truncated mapping fails at any instruction; the one that was cut is put aside, and the other is drained. */
    @Test
    void shouldPutTheTruncatedBufferAsideAndNoOther() throws IOException {
        final BufferFile cut = rig.create().file();
        final BufferFile sound = rig.create().file();
        final LogFileWriter writer = rig.writerOf(cut, sound);
        DrainRig.write(sound, "before");
        DrainRig.drain(writer);
        try (FileChannel channel = FileChannel.open(cut.path(), StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        DrainRig.write(sound, "after");

        DrainRig.drain(writer);

        assertThat(rig.content()).isEqualTo("before\nafter\n");
        assertThat(rig.leftovers())
                .contains(cut.name() + ".corrupt", sound.name().toString());
        assertThat(rig.warnings).singleElement().asString().contains("was put aside");
    }

    /** Random bytes, over all of the buffer, all the time; when it is put aside the client comes with another. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKeepAnotherClientsFilePerfectWhileOneScribbles(final boolean ownerDead) throws Exception {
        final DrainRig honest = new DrainRig(temporary.resolve("honest"));
        final BufferFile good = honest.create().file();
        final LogFileWriter goodWriter = honest.writerOf(good);
        final List<String> expected = new ArrayList<>();
        final AtomicBoolean ended = new AtomicBoolean();
        final LogFileWriter writer = rig.newWriter();
        Thread scribbler = null;
        try {
            for (int round = 0; round < 60; round++) {
                final OwnedBuffer owned = rig.create();
                DrainRig.write(owned.file(), "readable");
                final MappedByteBuffer mapped = map(owned.file().path());
                scribbler = new Thread(() -> scribble(mapped, ended));
                scribbler.start();
                owned.ownerLock().close();
                if (ownerDead) {
                    rig.adopt(writer, owned.file().name());
                } else {
                    rig.attach(writer, owned.file());
                }
                for (int i = 0; i < 20; i++) {
                    writer.cycle();
                    expected.add("honest " + round + " " + i);
                    DrainRig.write(good, expected.get(expected.size() - 1));
                    goodWriter.cycle();
                }
                ended.set(true);
                scribbler.join();
                ended.set(false);
            }
        } finally {
            ended.set(true);
            scribbler.join();
            writer.close();
        }
        DrainRig.drain(goodWriter);

        assertThat(honest.content().lines()).containsExactlyElementsOf(expected);
        assertThat(honest.warnings).isEmpty();
        assertThat(rig.warnings)
                .as("put aside, each with one line")
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(60);
        assertThat(rig.leftovers().stream().filter(name -> name.endsWith(".corrupt")))
                .hasSizeLessThanOrEqualTo(Quarantine.KEPT_OF_A_LOG_FILE);
    }

    private static MappedByteBuffer map(final Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
        }
    }

    private static void scribble(final MappedByteBuffer bytes, final AtomicBoolean ended) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        final Random random = new Random(4711);
        final int trailer = bytes.capacity() - 768;
        while (!ended.get()) {
            bytes.putLong(random.nextInt(bytes.capacity() / 8) * 8, random.nextLong());
            bytes.putInt(4096 + random.nextInt(64) * 8, random.nextInt(64));
            if (random.nextInt(1000) == 0) {
                bytes.putLong(trailer + (random.nextBoolean() ? 128 : 384), random.nextInt(TestBuffers.CAPACITY));
            }
        }
    }

    private void assertPutAside(final BufferFile file, final String content) throws IOException {
        assertThat(rig.content()).isEqualTo(content);
        assertThat(rig.leftovers())
                .contains(file.name() + ".corrupt")
                .doesNotContain(file.name().toString());
        assertThat(rig.warnings).singleElement().asString().contains("put aside");
    }
}
