package io.logc.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DictionaryTest {
    private static final int CAPACITY = 1024 * 1024;
    private static final int LENGTH = 64 * 1024;

    @TempDir
    private Path temporary;

    private static int add(final Dictionary dictionary, final String text) {
        final byte[] bytes = text.getBytes(UTF_8);
        return dictionary.add(Dictionary.KIND_TEXT, bytes, 0, bytes.length);
    }

    private static BufferSpec spec(final Path logFile) {
        return new BufferSpec(
                logFile.toString(),
                0,
                0,
                0,
                false,
                -1,
                new byte[0],
                new byte[0],
                BufferSpec.plainDropReport(),
                "test",
                BufferSpec.Purpose.SPLIT_EVENTS);
    }

    private BufferFile create() throws IOException {
        final Path logFile = temporary.resolve("app.log");
        final BufferDirectory directory = BufferDirectory.open(temporary.resolve("buffers"));
        final BufferDirectory.BufferName name = new BufferDirectory.BufferName(BufferDirectory.keyOf(logFile), 1);
        return BufferFile.create(directory, name, spec(logFile), CAPACITY, 0);
    }

    @Test
    void shouldLayOutTheDictionaryAsTheDiagramSays() throws IOException {
        final BufferFile file = create();

        final int first = add(file.dictionary(), "main");
        final int second = file.dictionary().add(Dictionary.KIND_PROGRAM, new byte[] {9, 1, 2, 9}, 1, 2);

        final ByteBuffer bytes =
                ByteBuffer.wrap(Files.readAllBytes(file.path())).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getInt(4)).as("version").isEqualTo(2);
        assertThat(bytes.getInt(8)).as("header length").isEqualTo(4096 + LENGTH);
        assertThat(bytes.getInt(68)).as("dictionary length").isEqualTo(LENGTH);
        assertThat(first).isEqualTo(8);
        assertThat(second).isEqualTo(24);
        final ByteBuffer expected = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        expected.putLong(40)
                .putInt(4)
                .putInt(1)
                .put("main\0\0\0\0".getBytes(UTF_8))
                .putInt(2)
                .putInt(3)
                .put(new byte[] {1, 2});
        assertThat(Arrays.copyOfRange(bytes.array(), 4096, 4096 + 48)).isEqualTo(expected.array());
    }

    @Test
    void shouldHaveWhatAnotherProcessAddedWhenOpenedAgain() throws IOException {
        final BufferFile file = create();
        final int reference = add(file.dictionary(), "a name");

        final BufferFile opened = BufferFile.open(BufferDirectory.open(temporary.resolve("buffers")), file.name());

        assertThat(opened.spec().purpose()).isEqualTo(BufferSpec.Purpose.SPLIT_EVENTS);
        assertThat(opened.dictionary().read(reference, Dictionary.KIND_TEXT)).isEqualTo("a name".getBytes(UTF_8));
        assertThat(add(opened.dictionary(), "another")).isGreaterThan(reference);
    }

    @Test
    void shouldTakeNothingMoreWhenFull() throws CorruptBufferException {
        final Dictionary dictionary = Dictionary.inMemory(64);

        assertThat(add(dictionary, "0123456789abcdef")).isEqualTo(8);
        assertThat(add(dictionary, "0123456789abcdef012345678")).isEqualTo(Dictionary.NONE);
        assertThat(add(dictionary, "0123456789abcdef")).isEqualTo(32);
        assertThat(add(dictionary, "")).isEqualTo(56);
        assertThat(add(dictionary, "")).isEqualTo(Dictionary.NONE);
        assertThat(dictionary.read(32, Dictionary.KIND_TEXT)).isEqualTo("0123456789abcdef".getBytes(UTF_8));
    }

    @Test
    void shouldTakeNoEntryThatIsTooLong() {
        final Dictionary dictionary = Dictionary.inMemory(LENGTH);

        assertThat(dictionary.add(Dictionary.KIND_TEXT, new byte[4097], 0, 4097))
                .isEqualTo(Dictionary.NONE);
        assertThat(dictionary.add(Dictionary.KIND_TEXT, new byte[4096], 0, 4096))
                .isEqualTo(8);
        assertThat(dictionary.add(Dictionary.KIND_PROGRAM, new byte[8193], 0, 8193))
                .isEqualTo(Dictionary.NONE);
        assertThat(dictionary.add(Dictionary.KIND_PROGRAM, new byte[8192], 0, 8192))
                .isEqualTo(4112);
        assertThat(dictionary.add(4, new byte[1], 0, 1)).isEqualTo(Dictionary.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -8, 9, 12, 24, 16, LENGTH - 8, LENGTH, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldRefuseAReferenceThatNamesNoText(final int reference) {
        final Dictionary dictionary = Dictionary.inMemory(LENGTH);
        add(dictionary, "12345678");

        assertThatThrownBy(() -> dictionary.read(reference, Dictionary.KIND_TEXT))
                .isInstanceOf(CorruptBufferException.class)
                .hasMessageContaining("reference=" + reference);
    }

    @Test
    void shouldRefuseAReferenceThatNamesAnotherKind() {
        final Dictionary dictionary = Dictionary.inMemory(LENGTH);
        add(dictionary, "12345678");

        assertThatThrownBy(() -> dictionary.read(8, Dictionary.KIND_TEMPLATE))
                .isInstanceOf(CorruptBufferException.class)
                .hasMessageContaining("kind=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4097, LENGTH, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldRefuseALengthThatIsNone(final int length) throws IOException {
        final BufferFile file = create();
        add(file.dictionary(), "12345678");
        TestBuffers.putInt(file.path(), 4096 + 8, length);

        assertThatThrownBy(() -> file.dictionary().read(8, Dictionary.KIND_TEXT))
                .isInstanceOf(CorruptBufferException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-8, 3, 12, LENGTH, LENGTH - 8, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldTakeNothingWhenItsEndMakesNoSense(final int end) throws IOException {
        final BufferFile file = create();
        TestBuffers.putInt(file.path(), 4096, end);

        assertThat(add(file.dictionary(), "12345678")).isEqualTo(Dictionary.NONE);
    }

    @Test
    void shouldTakeNothingWhenTheFileWasCut() throws IOException {
        final BufferFile file = create();
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
            channel.truncate(4096);
        }

        assertThat(add(file.dictionary(), "12345678")).isEqualTo(Dictionary.NONE);
    }

    @Test
    void shouldGiveEachThreadAPlaceOfItsOwn() throws Exception {
        final Dictionary dictionary = Dictionary.inMemory(LENGTH);
        final int each = 500;
        final int[][] references = new int[4][each];
        final CountDownLatch start = new CountDownLatch(references.length);
        final Thread[] threads = new Thread[references.length];
        for (int t = 0; t < threads.length; t++) {
            final int number = t;
            threads[t] = new Thread(() -> {
                start.countDown();
                try {
                    start.await();
                } catch (final InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                for (int i = 0; i < each; i++) {
                    references[number][i] = add(dictionary, number + "/" + i);
                }
            });
            threads[t].start();
        }
        final Set<Integer> all = new TreeSet<>();
        for (int t = 0; t < threads.length; t++) {
            threads[t].join();
            for (int i = 0; i < each; i++) {
                assertThat(dictionary.read(references[t][i], Dictionary.KIND_TEXT))
                        .isEqualTo((t + "/" + i).getBytes(UTF_8));
                all.add(references[t][i]);
            }
        }
        assertThat(all).hasSize(threads.length * each);
    }
}
