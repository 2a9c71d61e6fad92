package io.logc.message.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One message is one line, printable, and gives back its bytes; compared with a slow second way to make it. */
class MessageLineTest {
    private static final int SEEDS = 5_000;
    private static final int MARGIN = 7;
    private static final byte[] CLIENT = {'c'};
    private static final byte[] NAME = {'n'};

    @Test
    void shouldPutFieldsInOrder() {
        assertThat(line("meter-7", 42, "temp", "21.5 °C")).isEqualTo("meter-7 42 temp 21.5 °C\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "00|\\x00",
                "09|\\t",
                "0a|\\n",
                "0d|\\r",
                "1b5b|\\x1B[",
                "1f|\\x1F",
                "20|\\x20",
                "5c|\\\\",
                "7e|~",
                "7f|\\x7F",
                "80|\\x80",
                "c280|\\xC2\\x80",
                "c285|\\xC2\\x85",
                "c29f|\\xC2\\x9F",
                "c2a0|\u00a0",
                "e280a7|\u2027",
                "e280a8|\\xE2\\x80\\xA8",
                "e280a9|\\xE2\\x80\\xA9",
                "e280aa|\u202a",
                "c0af|\\xC0\\xAF",
                "c1bf|\\xC1\\xBF",
                "e09fbf|\\xE0\\x9F\\xBF",
                "e0a080|\u0800",
                "ed9fbf|\ud7ff",
                "eda080|\\xED\\xA0\\x80",
                "edbfbf|\\xED\\xBF\\xBF",
                "ee8080|\ue000",
                "efbfbf|\uffff",
                "f08fbfbf|\\xF0\\x8F\\xBF\\xBF",
                "f0908080|\ud800\udc00",
                "f48fbfbf|\udbff\udfff",
                "f4908080|\\xF4\\x90\\x80\\x80",
                "f5808080|\\xF5\\x80\\x80\\x80",
                "c3|\\xC3",
                "e282|\\xE2\\x82",
                "f09f98|\\xF0\\x9F\\x98",
                "c3c3a4|\\xC3ä",
                "e282e282ac|\\xE2\\x82€",
                "fffe|\\xFF\\xFE",
            })
    void shouldEscapeWhatEndsALineOrHidesSomething(final String hex, final String inWord) {
        final byte[] bytes = HexFormat.of().parseHex(hex);

        final String line = new String(encode(bytes, 1, bytes, bytes), UTF_8);

        assertThat(line).isEqualTo(inWord + " 1 " + inWord + " " + (hex.equals("20") ? " " : inWord) + "\n");
        assertDecodes(bytes, 1, bytes, bytes);
    }

    @Test
    void shouldTellAnEmptyNameFromADash() {
        assertThat(line("-", 1, "", "")).isEqualTo("- 1 - \n");
        assertThat(line("-", 1, "-", "-")).isEqualTo("- 1 \\x2D -\n");
        assertThat(line("-", 1, "--", "--")).isEqualTo("- 1 -- --\n");
        assertDecodes(CLIENT, 1, new byte[0], new byte[0]);
        assertDecodes(CLIENT, 1, new byte[] {'-'}, new byte[0]);
        assertDecodes(CLIENT, 1, new byte[] {'-', '-'}, new byte[0]);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 99, 100, 999_999_999, 1_000_000_000, Long.MAX_VALUE - 7, Long.MAX_VALUE})
    void shouldPutAnyMessageId(final long id) {
        assertThat(line("c", id, "n", "p")).isEqualTo("c " + id + " n p\n");
        assertDecodes(CLIENT, id, NAME, NAME);
    }

    @Test
    void shouldGiveBackWhatWasEncodedWhateverItWas() {
        for (int seed = 0; seed < SEEDS; seed++) {
            final Random random = new Random(seed);
            final byte[] clientId = bytes(random, 1 + random.nextInt(64));
            final byte[] name = bytes(random, random.nextInt(40));
            final byte[] payload = bytes(random, random.nextInt(300));
            final long id = random.nextLong() >>> 1 >>> random.nextInt(63);

            final byte[] line = encode(clientId, id, name, payload);

            assertThat(line).as("seed %d", seed).isEqualTo(slowly(clientId, id, name, payload));
            assertDecodes(clientId, id, name, payload);
        }
    }

    @Test
    void shouldTreatEveryCharacterOfEveryPlaneAsTheSlowWayDoes() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint += 16) {
            final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int i = 0; i < 16; i++) {
                bytes.writeBytes(utf8(codePoint + i)); // surrogates as well: not valid
            }
            final byte[] payload = bytes.toByteArray();

            assertThat(encode(CLIENT, 1, NAME, payload))
                    .as("U+%X", codePoint)
                    .isEqualTo(slowly(CLIENT, 1, NAME, payload));
            assertThat(MessageLine.decode(encode(CLIENT, 1, NAME, payload)).payload())
                    .isEqualTo(payload);
        }
    }

    @Test
    void shouldFindOneUnusualByteAtAnyPlaceOfAPlainPayload() {
        for (final int length : new int[] {1, 8, 9, 16, 23}) {
            for (int at = 0; at < length; at++) {
                for (int value = 0; value < 256; value++) {
                    final byte[] payload = "x".repeat(length).getBytes(ISO_8859_1);
                    payload[at] = (byte) value;
                    final byte[] expected = slowly(CLIENT, 1, payload, payload);

                    assertThat(Arrays.equals(encode(CLIENT, 1, payload, payload), expected))
                            .as("byte %d at %d of %d", value, at, length)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void shouldTakeFieldsFromBuffersOfAnyKindWithoutMovingThem() {
        final byte[] name = "na me".getBytes(UTF_8);
        final byte[] payload = "pay\nload ä".getBytes(UTF_8);
        final ByteBuffer direct =
                ByteBuffer.allocateDirect(64).put((byte) 9).put(name).put(payload);
        direct.position(3).limit(40);
        final ByteBuffer heap = ByteBuffer.allocate(80)
                .position(5)
                .slice()
                .put((byte) 9)
                .put(name)
                .put(payload);
        for (final ByteBuffer source : new ByteBuffer[] {direct, heap, direct.asReadOnlyBuffer()}) {
            final int position = source.position();
            final byte[] target = new byte[100];

            int end = MessageLine.putName(target, 2, source, 1, name.length);
            end = MessageLine.putPayload(target, end, source, 1 + name.length, payload.length);

            assertThat(new String(target, 2, end - 2, UTF_8)).isEqualTo("na\\x20me pay\\nload ä\n");
            assertThat(source.position()).isEqualTo(position);
        }
    }

    @Test
    void shouldRefuseWhatNoLineCanHold() {
        final byte[] target = new byte[100];

        assertThatThrownBy(() -> MessageLine.putClientId(target, 0, CLIENT, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MessageLine.putMessageId(target, 0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MessageLine.putPayload(target, 0, new byte[26], 0, 26))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> MessageLine.maxLength(64, 255, Integer.MAX_VALUE))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "c",
                "c 1",
                "c 1 n",
                " 1 n p",
                "c x n p",
                "c  n p",
                "c -1 n p",
                "c 01 n p",
                "c 1  p",
                "c 9223372036854775808 n p",
                "c 1 n \\",
                "c 1 n \\q",
                "c 1 n \\x",
                "c 1 n \\x4",
                "c 1 n \\xg0",
                "c 1 n \\x0\n",
                "c\\ 1 n p"
            })
    void shouldSayWhatIsNoLine(final String line) {
        assertThatThrownBy(() -> MessageLine.decode(line.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a message's line")
                .satisfies(e -> assertThat(e.getMessage()).contains("offset="));
    }

    @Test
    void shouldDecodeWithinALargerArrayAndWithoutALineEnd() {
        final byte[] source = "xxc 1 n a b \nyy".getBytes(UTF_8);

        assertThat(MessageLine.decode(source, 2, 11).payload()).isEqualTo("a b ".getBytes(UTF_8));
        assertThat(MessageLine.decode(source, 2, 10).payload()).isEqualTo("a b ".getBytes(UTF_8));
        assertThatThrownBy(() -> MessageLine.decode(source, 2, 14)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldNotBeChangedThroughWhatItGaveAway() {
        final MessageLine line = MessageLine.decode("c 1 n p".getBytes(UTF_8));
        line.payload()[0] = 'X';
        line.name()[0] = 'X';
        line.clientId()[0] = 'X';

        assertThat(line.payload()).isEqualTo(new byte[] {'p'});
        assertThat(line.name()).isEqualTo(NAME);
        assertThat(line.clientId()).isEqualTo(CLIENT);
    }

    private static String line(final String clientId, final long id, final String name, final String payload) {
        return new String(encode(clientId.getBytes(UTF_8), id, name.getBytes(UTF_8), payload.getBytes(UTF_8)), UTF_8);
    }

    /** Into exactly the room that is promised to be enough, and with nothing written before or after it. */
    private static byte[] encode(final byte[] clientId, final long id, final byte[] name, final byte[] payload) {
        final int room = MessageLine.maxLength(clientId.length, name.length, payload.length);
        final byte[] target = new byte[MARGIN + room + MARGIN];
        Arrays.fill(target, (byte) '#');
        final int end = MessageLine.encode(target, MARGIN, clientId, id, name, payload);
        for (int i = 0; i < MARGIN; i++) {
            if (target[i] != '#' || target[MARGIN + room + i] != '#') {
                throw new AssertionError("written outside of its room");
            }
        }
        final byte[] exact = new byte[room];
        MessageLine.encode(exact, 0, clientId, id, name, payload);
        return Arrays.copyOfRange(target, MARGIN, end);
    }

    private static void assertDecodes(final byte[] clientId, final long id, final byte[] name, final byte[] payload) {
        final MessageLine decoded = MessageLine.decode(encode(clientId, id, name, payload));

        assertThat(decoded.clientId()).isEqualTo(clientId);
        assertThat(decoded.messageId()).isEqualTo(id);
        assertThat(decoded.name()).isEqualTo(name);
        assertThat(decoded.payload()).isEqualTo(payload);
    }

    /** Plain runs, characters of all lengths, cut characters and noise. */
    private static byte[] bytes(final Random random, final int length) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < length) {
            switch (random.nextInt(6)) {
                case 0 -> bytes.write(random.nextInt());
                case 1 -> bytes.write(" -\\\n\r\t\0\u007fxn".charAt(random.nextInt(10)));
                case 2 -> bytes.writeBytes(utf8(random.nextInt(Character.MAX_CODE_POINT + 1)));
                case 3 -> bytes.writeBytes(utf8(0x2020 + random.nextInt(16)));
                case 4 -> {
                    final byte[] whole = utf8(0x80 << random.nextInt(14));
                    bytes.write(whole, 0, 1 + random.nextInt(whole.length));
                }
                default ->
                    bytes.writeBytes("plain text".repeat(random.nextInt(4)).getBytes(UTF_8));
            }
        }
        return Arrays.copyOf(bytes.toByteArray(), length);
    }

    /** As the bits say, also for surrogates, which Java would replace. */
    private static byte[] utf8(final int codePoint) {
        if (codePoint < 0x80) {
            return new byte[] {(byte) codePoint};
        }
        if (codePoint < 0x800) {
            return new byte[] {(byte) (0xc0 | codePoint >> 6), continuation(codePoint)};
        }
        if (codePoint < 0x10000) {
            return new byte[] {(byte) (0xe0 | codePoint >> 12), continuation(codePoint >> 6), continuation(codePoint)};
        }
        return new byte[] {
            (byte) (0xf0 | codePoint >> 18),
            continuation(codePoint >> 12),
            continuation(codePoint >> 6),
            continuation(codePoint)
        };
    }

    private static byte continuation(final int bits) {
        return (byte) (0x80 | bits & 0x3f);
    }

    private static byte[] slowly(final byte[] clientId, final long id, final byte[] name, final byte[] payload) {
        final String dash = name.length == 0 ? "-" : slowly(name, true);
        final String safeName = name.length == 1 && name[0] == '-' ? "\\x2D" : dash;
        return (slowly(clientId, true) + " " + id + " " + safeName + " " + slowly(payload, false) + "\n")
                .getBytes(UTF_8);
    }

    /** What is valid is decided by the JDK's strict decoder. */
    private static String slowly(final byte[] bytes, final boolean word) {
        final StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < bytes.length) {
            final String character = character(bytes, i);
            final int length = character == null ? 1 : character.getBytes(UTF_8).length;
            if (character != null && !isEscaped(character.codePointAt(0), word)) {
                text.append(character);
            } else {
                for (int j = i; j < i + length; j++) {
                    text.append(escaped(bytes[j]));
                }
            }
            i += length;
        }
        return text.toString();
    }

    private static String escaped(final byte value) {
        return switch (value) {
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> "\\x" + HexFormat.of().withUpperCase().toHexDigits(value);
        };
    }

    private static boolean isEscaped(final int codePoint, final boolean word) {
        return Character.isISOControl(codePoint)
                || codePoint == '\\'
                || codePoint == 0x2028
                || codePoint == 0x2029
                || word && codePoint == ' ';
    }

    private static String character(final byte[] bytes, final int offset) {
        final int bits = Integer.numberOfLeadingZeros(~bytes[offset] << 24); // leading ones: the length, but for ASCII
        final int length = Math.max(1, bits);
        if (length > 4 || offset + length > bytes.length) {
            return null;
        }
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (final CharacterCodingException e) {
            return null; // not valid
        }
    }
}
