package io.logc.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageLedgerTest {
    private static final int CAPACITY = 1000;

    @TempDir
    private Path directory;

    private Path logFile;

    @BeforeEach
    void setUp() {
        logFile = directory.resolve("messages.log");
    }

    @Test
    void shouldHaveTheBytesThatItsDescriptorSays() throws IOException {
        try (MessageLedger ledger = MessageLedger.openForServer(logFile, 2)) {
            ledger.assign(1, "bclient".getBytes(UTF_8), 0x0102030405060708L);
            ledger.note(1, 0x1112131415161718L, 0x2122232425262728L);
        }
        final byte[] bytes = Files.readAllBytes(MessageLedger.pathOf(logFile));

        assertThat(bytes).hasSize(4096 + 2 * 128);
        assertThat(hex(bytes, 0, 8)).isEqualTo("4c4f474c01000000");
        assertThat(hex(bytes, 4096 + 128, 32))
                .isEqualTo("1817161514131211" + "2827262524232221" + "07000000" + crc("bclient") + "0000000000000000");
        assertThat(new String(bytes, 4096 + 128 + 32, 7, UTF_8)).isEqualTo("bclient");
        assertThat(hex(bytes, 4096, 128)).isEqualTo("00".repeat(128));
    }

    private static String crc(final String key) {
        final CRC32C crc = new CRC32C();
        crc.update(key.getBytes(UTF_8));
        return HexFormat.of().toHexDigits(Integer.reverseBytes((int) crc.getValue()));
    }

    private static String hex(final byte[] bytes, final int offset, final int length) {
        return HexFormat.of().formatHex(bytes, offset, offset + length);
    }

    @Test
    void shouldTellWhatWasNotedBeforeItWasOpened() throws IOException {
        try (MessageLedger server = MessageLedger.openForServer(logFile, CAPACITY);
                MessageLedger drain = MessageLedger.openForDrain(logFile)) {
            server.assign(0, "a".getBytes(UTF_8), 1);
            server.assign(999, "b".repeat(72).getBytes(UTF_8), 2);
            server.assign(500, "c".getBytes(UTF_8), 3);
            drain.note(999, Long.MAX_VALUE, 4);
            drain.note(0, 7, 5);
            server.free(500);
        }

        assertThat(content()).containsExactly("0 a 7 5", "999 " + "b".repeat(72) + " " + Long.MAX_VALUE + " 4");
    }

    private List<String> content() throws IOException {
        final List<String> content = new ArrayList<>();
        try (MessageLedger ledger = MessageLedger.openForServer(logFile, CAPACITY)) {
            ledger.visit((slot, key, lastId, epochSeconds) ->
                    content.add(slot + " " + new String(key, UTF_8) + " " + lastId + " " + epochSeconds));
        }
        return content;
    }

    @Test
    void shouldBeginAnewWithTheNextClientOfASlot() throws IOException {
        try (MessageLedger ledger = MessageLedger.openForServer(logFile, CAPACITY)) {
            ledger.assign(3, "a longer name".getBytes(UTF_8), 1);
            ledger.note(3, 70, 2);
            ledger.assign(3, "b".getBytes(UTF_8), 3);
        }

        assertThat(content()).containsExactly("3 b 0 3");
    }

    @Test
    void shouldPassOverSlotsThatItDoesNotHave() throws IOException {
        try (MessageLedger ledger = MessageLedger.openForServer(logFile, CAPACITY)) {
            final long length = Files.size(MessageLedger.pathOf(logFile));
            ledger.note(-1, 1, 1);
            ledger.note(CAPACITY, 1, 1);
            ledger.note(Integer.MAX_VALUE, 1, 1);

            assertThat(Files.size(MessageLedger.pathOf(logFile))).isEqualTo(length);
        }
        assertThat(content()).isEmpty();
    }

    @Test
    void shouldPassOverWhatIsDamaged() throws IOException {
        try (MessageLedger ledger = MessageLedger.openForServer(logFile, CAPACITY)) {
            for (int slot = 0; slot < 4; slot++) {
                ledger.assign(slot, ("client " + slot).getBytes(UTF_8), 1);
            }
        }
        overwrite(4096 + 16, 0x7FFFFFFF);
        overwrite(4096 + 128 + 16, -5);
        overwrite(4096 + 2 * 128 + 32, 0x61616161);

        assertThat(content()).containsExactly("3 client 3 0 1");
    }

    private void overwrite(final long offset, final int value) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(MessageLedger.pathOf(logFile).toFile(), "rw")) {
            file.seek(offset);
            file.writeInt(Integer.reverseBytes(value));
        }
    }

    @Test
    void shouldGrowAndNeverShrink() throws IOException {
        try (MessageLedger ledger = MessageLedger.openForServer(logFile, 10)) {
            assertThat(ledger.capacity()).isEqualTo(10);
            ledger.assign(9, "a".getBytes(UTF_8), 1);
        }
        try (MessageLedger ledger = MessageLedger.openForServer(logFile, CAPACITY)) {
            assertThat(ledger.capacity()).isEqualTo(CAPACITY);
            ledger.assign(CAPACITY - 1, "b".getBytes(UTF_8), 1);
        }
        try (MessageLedger ledger = MessageLedger.openForServer(logFile, 1)) {
            assertThat(ledger.capacity()).isEqualTo(CAPACITY);
        }
        assertThat(content()).containsExactly("9 a 0 1", "999 b 0 1");
    }

    /** Whoever makes it may die at any byte. */
    @Test
    void shouldBeCompletedWhenItsMakerDied() throws IOException {
        for (final int length : new int[] {0, 3, 4096, 4096 + 64, 4096 + 128 * 7}) {
            final Path path = MessageLedger.pathOf(logFile);
            Files.deleteIfExists(path);
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(path, new byte[length]);

            assertThat(content()).isEmpty();
            assertThat(Files.size(path)).isEqualTo(4096 + 128 * CAPACITY);
        }
    }

    @Test
    void shouldRefuseWhatIsNoLedger() throws IOException {
        final Path path = MessageLedger.pathOf(logFile);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(path, "my own notes");

        assertThatThrownBy(() -> MessageLedger.openForServer(logFile, CAPACITY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("messages.log.clients: is no ledger", "move it away");
        assertThatThrownBy(() -> MessageLedger.openForDrain(logFile)).hasMessageContaining("is no ledger");
        assertThat(Files.readString(path)).startsWith("my own notes");
    }

    @Test
    void shouldBeNothingForTheDrainWhereThereIsNone() throws IOException {
        assertThat(MessageLedger.openForDrain(logFile)).isNull();
        assertThat(Files.exists(MessageLedger.pathOf(logFile))).isFalse();
    }
}
