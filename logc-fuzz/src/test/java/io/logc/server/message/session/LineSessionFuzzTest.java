package io.logc.server.message.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.logc.server.log.ServerLog;
import io.logc.server.users.Users;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Whatever lines come, in whatever pieces: each is answered with one line, each that is taken stands in the file under a
 * user's name, nothing is thrown and no memory stays. The pieces, and when something is written, make no difference.
 */
class LineSessionFuzzTest {
    private static final String SECRET = "hunter2hunter2";
    private static final List<String> SENDERS =
            List.of("alice/" + SECRET, "bob", "alice", "bob/x", "carol", "", "alice/", "/", " bob");
    private static final int MAX_LINES = 12;
    private static final Users USERS = users();

    private static Users users() {
        try {
            final Path file = Files.writeString(
                    Path.of("users-" + ProcessHandle.current().pid()), "alice secret=" + SECRET + "\nbob\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return Users.open(file, new ServerLog(new PrintStream(OutputStream.nullOutputStream())));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FuzzTest(maxDuration = "6s")
    void shouldAnswerOrRefuseWhateverAClientSends(final FuzzedDataProvider data) {
        final byte[] sent = lines(data);

        final FuzzedConnection pieces = FuzzedConnection.converse(sent, USERS, true, data);
        final FuzzedConnection whole = FuzzedConnection.converse(sent, USERS, true, null);

        assertThat(pieces.lines).isEqualTo(whole.lines);
        assertThat(pieces.answers).isEqualTo(whole.answers);
        check(pieces, sent);
    }

    private static void check(final FuzzedConnection connection, final byte[] sent) {
        final String answers = new String(connection.answers, UTF_8);
        assertThat(answers.isEmpty() || answers.endsWith("\n")).isTrue();
        assertThat(answers).doesNotContain(SECRET);
        int taken = 0;
        for (final String answer : answers.lines().toList()) {
            assertThat(answer)
                    .matches("OK session \\d+ total \\d+|ERROR (not authorised|too large: at most 64 bytes"
                            + "|malformed: expected username:message|busy, try again)");
            taken += answer.startsWith("OK") ? 1 : 0;
        }
        assertThat(taken).isEqualTo(connection.lines.size());
        assertThat(connection.lines).allMatch(line -> line.matches("(?s)(alice|bob) \\d+ line .*\n"));
        final long ends =
                new String(sent, UTF_8).chars().filter(each -> each == '\n').count();
        assertThat(answers.lines().count()).isLessThanOrEqualTo(ends + 1);
    }

    private static byte[] lines(final FuzzedDataProvider data) {
        final ByteArrayOutputStream target = new ByteArrayOutputStream();
        for (int count = data.consumeInt(0, MAX_LINES); count > 0; count--) {
            final int kind = data.consumeInt(0, 11);
            if (kind < 9) {
                final boolean isSound = data.consumeInt(0, 3) != 0;
                target.writeBytes(SENDERS.get(isSound ? kind % 2 : kind).getBytes(UTF_8));
                target.write(':');
            }
            target.writeBytes(kind == 9 ? new byte[data.consumeInt(60, 1000)] : data.consumeBytes(40));
            target.writeBytes((data.consumeBoolean() ? "\r\n" : "\n").getBytes(UTF_8));
        }
        target.writeBytes(data.consumeBytes(10));
        return target.toByteArray();
    }
}
