package io.logc.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.CorruptBufferException;
import io.logc.buffer.Dictionary;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes as they are documented; other implementations may write them. */
class SplitRecordFormatTest {
    private static final HexFormat HEX = HexFormat.of();

    private static byte[] bytes(final String... hex) {
        return HEX.parseHex(String.join("", hex).replace(" ", ""));
    }

    @Test
    void shouldReadEachFieldAsDocumented() throws CorruptBufferException {
        final RenderRig rig = new RenderRig();
        rig.add(
                Dictionary.KIND_PROGRAM,
                bytes(
                        "01 09", // version, operations
                        "03 18", // DATE
                        "01 00 2d 02 00 2d 03 00 54 04 00 3a 05 00 3a 06 00 2c 23 00 20 00 2e 26",
                        "01 02 00 20 5b", // LITERAL " ["
                        "02", // TEXT
                        "01 02 00 5d 20", // LITERAL "] "
                        "02", // TEXT
                        "01 01 00 20", // LITERAL " "
                        "04", // MESSAGE
                        "04", // MESSAGE
                        "01 01 00 0a")); // LITERAL "\n"
        rig.add(Dictionary.KIND_TEXT, "wörker".getBytes(UTF_8));
        rig.add(
                Dictionary.KIND_TEMPLATE,
                bytes("07 00", "01 00 01 00 01 00 01 00 01 00 00 00 02 00", "61 62 63 64 65 21 3f"));
        // Entries stand one behind the other, each at a multiple of 8.
        final byte[] record = bytes(
                "08 00 00 00", // program
                "15 cd 5b 07 68 01 00 00", // DATE: local milliseconds
                "3f 42 0f 00", // its nanoseconds
                "48 00 00 00", // TEXT: reference
                "fd ff ff ff 78 79 7a", // TEXT: three bytes
                "58 00 00 00", // MESSAGE: reference
                "00", // null
                "01", // false
                "02", // true
                "03 d6 ff ff ff", // int32
                "04 ff ff ff ff ff ff ff 7f", // int64
                "05 02 00 00 00 c3 a4", // text
                "ff ff ff ff 2e"); // MESSAGE: one byte

        assertThat(rig.render(record))
                .isEqualTo(
                        "2019-01-01T03:01:23,349 .349999 [wörker] xyz anullbfalsectrued-42e9223372036854775807ä!?.\n");
    }

    @Test
    void shouldEncodeDatesAsDocumented() {
        assertThat(HEX.formatHex(DateProgram.parse("yyyy-MM-dd'T'HH:mm:ss,SSS").encoded()))
                .isEqualTo("01002d02002d0300540400" + "3a05003a06002c23");
        assertThat(HEX.formatHex(
                        DateProgram.parse("uuuu M d H h hh m s S SSSSSSSSS ''").encoded()))
                .isEqualTo("01" + "0020" + "12" + "0020" + "13" + "0020" + "14" + "0020" + "18" + "0020" + "08" + "0020"
                        + "15" + "0020" + "16" + "0020" + "21" + "0020" + "29" + "0020" + "0027");
    }
}
