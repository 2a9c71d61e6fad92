package io.logc.message.line;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/**
 * Whatever bytes a message has, its line is one line of valid text without control characters, and gives them back. Whatever
 * stands in a line, it is decoded to fields that can be put again, or refused.
 */
class MessageLineFuzzTest {
    private static final int MAX_FIELD_LENGTH = 64;
    private static final int C1_FIRST = 0x80;
    private static final int C1_LAST = 0x9F;

    @FuzzTest(maxDuration = "3s")
    void shouldMakeOneLineOfWhateverAMessageHoldsAndReadOrRefuseAnyOther(final FuzzedDataProvider data)
            throws CharacterCodingException {
        if (data.consumeBoolean()) {
            decode(data.consumeRemainingAsBytes());
        } else {
            encode(data);
        }
    }

    private static void encode(final FuzzedDataProvider data) throws CharacterCodingException {
        final byte[] clientId = field(data, 1);
        final long messageId = data.consumeLong(0, Long.MAX_VALUE);
        final byte[] name = field(data, 0);
        final byte[] payload = data.consumeBoolean() ? field(data, 0) : data.consumeRemainingAsBytes();
        final byte[] target = new byte[MessageLine.maxLength(clientId.length, name.length, payload.length)];

        final int end = MessageLine.encode(target, 0, clientId, messageId, name, payload);

        final byte[] line = Arrays.copyOf(target, end);
        checkText(line);
        checkDecoded(line, clientId, messageId, name, payload);
    }

    private static byte[] field(final FuzzedDataProvider data, final int minLength) {
        final byte[] bytes = data.consumeBytes(MAX_FIELD_LENGTH);
        return bytes.length < minLength ? new byte[minLength] : bytes;
    }

    private static void checkText(final byte[] line) throws CharacterCodingException {
        final String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
        assertThat(text).endsWith("\n");
        assertThat(text.substring(0, text.length() - 1).chars())
                .allMatch(each -> each >= ' '
                        && each != 0x7F
                        && (each < C1_FIRST || each > C1_LAST)
                        && each != 0x2028
                        && each != 0x2029);
        assertThat(text.chars().filter(each -> each == ' ').count()).isGreaterThanOrEqualTo(3);
    }

    private static void checkDecoded(
            final byte[] line, final byte[] clientId, final long messageId, final byte[] name, final byte[] payload) {
        final MessageLine decoded = MessageLine.decode(line);
        assertThat(decoded.clientId()).isEqualTo(clientId);
        assertThat(decoded.messageId()).isEqualTo(messageId);
        assertThat(decoded.name()).isEqualTo(name);
        assertThat(decoded.payload()).isEqualTo(payload);
    }

    private static void decode(final byte[] line) {
        final MessageLine decoded;
        try {
            decoded = MessageLine.decode(line);
        } catch (final IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        final byte[] clientId = decoded.clientId();
        final byte[] name = decoded.name();
        final byte[] payload = decoded.payload();
        final byte[] target = new byte[MessageLine.maxLength(clientId.length, name.length, payload.length)];
        final int end = MessageLine.encode(target, 0, clientId, decoded.messageId(), name, payload);

        checkDecoded(Arrays.copyOf(target, end), clientId, decoded.messageId(), name, payload);
    }
}
