package io.logc.server.users;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Whatever stands in a users file, it names users, or it is refused with a line's number and without the secret. */
class UsersFileFuzzTest {
    private static final Path FILE = Path.of("/etc/logc/users");
    private static final String SECRET = "hunter2hunter2";
    private static final String SOUND =
            "# all\nalice secret=" + SECRET + " clients=sensor-*,gate file=alice.log # boss\nbob\n";
    private static final int MAX_CHANGES = 6;

    @FuzzTest(maxDuration = "3s")
    void shouldReadOrRefuseWhateverStandsInTheFile(final FuzzedDataProvider data) {
        try {
            final Map<String, User> users = UsersFile.parse(FILE, content(data));
            assertThat(users).isNotEmpty();
            users.forEach(UsersFileFuzzTest::check);
        } catch (final IOException e) {
            assertThat(e.getMessage()).startsWith("/etc/logc/users").doesNotContain("hunter2");
            assertThat(e.getMessage().chars()).allMatch(each -> !Character.isISOControl(each));
        }
    }

    private static void check(final String name, final User user) {
        assertThat(name).isEqualTo(user.name()).isNotEmpty().doesNotContain(" ", ":", "/", "\n", "\r", "\t");
        assertThat(name.getBytes(UTF_8).length).isBetween(1, 64);
        assertThat(user.mayWriteAs(name)).isTrue();
        assertThat(user.isProvenBy(new byte[0])).isFalse();
        assertThat(user.file() == null || user.file().isAbsolute()).isTrue();
    }

    private static byte[] content(final FuzzedDataProvider data) {
        if (data.consumeBoolean()) {
            return data.consumeRemainingAsBytes();
        }
        final byte[] bytes = SOUND.getBytes(UTF_8);
        for (int changes = data.consumeInt(1, MAX_CHANGES); changes > 0; changes--) {
            bytes[data.consumeInt(0, bytes.length - 1)] = data.consumeByte();
        }
        return bytes;
    }
}
