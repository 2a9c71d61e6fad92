package io.logc.server.message.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.message.wire.NackReason;
import io.logc.server.log.ServerLog;
import io.logc.server.message.codec.WireClient;
import io.logc.server.message.options.MessageOptionsBuilder;
import io.logc.server.users.Users;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LineSessionTest {
    private static final String TOO_LARGE = "ERROR too large: at most 256 bytes";
    private static final String MALFORMED = "ERROR malformed: expected username:message";

    @TempDir
    private Path directory;

    private Users users;
    private SessionRig rig;

    @BeforeEach
    void setUp() throws IOException {
        final Path file = directory.resolve("users");
        Files.writeString(file, "joe\nann secret=sesame\nzoë\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        users = Users.open(file, new ServerLog(new PrintStream(OutputStream.nullOutputStream(), true, UTF_8)));
        rig = new SessionRig(directory, true, users, options());
    }

    private MessageOptionsBuilder options() {
        return new MessageOptionsBuilder(directory.resolve("fake.log"));
    }

    @AfterEach
    void tearDown() {
        rig.channel.close();
        rig.channel.runPendingTasks();
        rig.channel.checkException();
        rig.channel.releaseOutbound();
        assertThat(rig.services.budget().used()).isZero();
        rig.file.close();
    }

    @Test
    void shouldAnswerWithSessionAndTotalOnceALineIsWritten() throws IOException {
        rig.send("joe:hello\njoe:again\r\n");
        assertThat(rig.file.lines).containsExactly("joe 1 line hello\n", "joe 2 line again\n");
        assertThat(rig.answers()).isEmpty();
        rig.write(2);
        assertThat(rig.answers()).containsExactly("OK session 1 total 1", "OK session 1 total 2");
    }

    @Test
    void shouldCountTheLinesOfAUserOverAllOfItsConnections() throws IOException {
        rig.send("joe:one\n");
        final SessionRig second = new SessionRig(rig.file, true, users, options());
        second.send("joe:two\n");
        rig.send("joe:three\n");
        rig.write(3);
        assertThat(rig.file.lines).containsExactly("joe 1 line one\n", "joe 2 line two\n", "joe 3 line three\n");
        assertThat(second.answers()).hasSize(1);
        second.channel.close();
        second.channel.runPendingTasks();
    }

    @Test
    void shouldKeepBinaryClientsAndLineUsersApart() throws IOException {
        rig.send("joe:one\n");
        final SessionRig binary = SessionRig.sharing(new SessionRig(rig.file, false, users, options()));
        binary.send(WireClient.hello("joe"));
        assertThat(binary.answers()).containsExactly("WELCOME 0");
        binary.channel.close();
        binary.channel.runPendingTasks();
    }

    @Test
    void shouldFindTheSameLinesHoweverTheyAreCut() throws IOException {
        final String all = "joe:hello\n\nnocolon\n:x\njoe:" + "y".repeat(257) + "\njoe:" + "z".repeat(1000) + "\n"
                + "w".repeat(400) + ":\njoe:" + "v".repeat(256) + "\r\njoe:\n";
        rig.file.writesAtOnce = true;
        rig.send(all);
        final var whole = rig.answers();
        assertThat(whole)
                .containsExactly(
                        "OK session 1 total 1",
                        MALFORMED,
                        MALFORMED,
                        MALFORMED,
                        TOO_LARGE,
                        TOO_LARGE,
                        MALFORMED,
                        "OK session 1 total 2",
                        "OK session 1 total 3");
        for (int i = 0; i < all.length(); i++) {
            rig.send(all.substring(i, i + 1));
        }
        assertThat(rig.answers())
                .extracting(answer -> answer.replaceAll("total .*", ""))
                .isEqualTo(whole.stream()
                        .map(answer -> answer.replaceAll("total .*", ""))
                        .toList());
        assertThat(rig.file.lines).hasSize(6);
    }

    @Test
    void shouldNotAskWhoeverSendsALineThatIsTooLongForItsName() throws IOException {
        rig.send("bob:" + "x".repeat(1000) + "\njoe:x\n");
        rig.write(1);
        assertThat(rig.answers()).containsExactly(TOO_LARGE, "OK session 1 total 1");
    }

    @Test
    void shouldKeepRefusalsBehindWhatIsPending() throws IOException {
        rig.send("joe:1\nbad\njoe:" + "y".repeat(257) + "\njoe:2\n");
        assertThat(rig.answers()).isEmpty();
        rig.write(1);
        assertThat(rig.answers()).containsExactly("OK session 1 total 1", MALFORMED, TOO_LARGE);
        rig.write(1);
        assertThat(rig.answers()).containsExactly("OK session 1 total 2");
    }

    @Test
    void shouldRefuseLateWhoeverIsNotAuthorised() throws IOException {
        for (final String line : new String[] {"bob:x\n", "ann:x\n", "ann/wrong:x\n", "joe/secret:x\n"}) {
            rig = new SessionRig(rig.file, true, users, options());
            rig.channel.freezeTime();
            rig.send(line + "joe:x\n");
            rig.channel.advanceTimeBy(999, TimeUnit.MILLISECONDS);
            rig.channel.runScheduledPendingTasks();
            assertThat(rig.answers()).isEmpty();
            rig.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            rig.channel.runScheduledPendingTasks();
            assertThat(rig.answers()).containsExactly("ERROR not authorised", "END");
        }
        assertThat(rig.file.lines).isEmpty();
    }

    @Test
    void shouldRefuseEverybodyWhereNoUsersAreNamed() throws IOException {
        rig = new SessionRig(rig.file, true, Users.anyone(), options());
        rig.channel.freezeTime();
        rig.send("joe:x\n");
        rig.channel.advanceTimeBy(1, TimeUnit.SECONDS);
        rig.channel.runScheduledPendingTasks();
        assertThat(rig.answers()).containsExactly("ERROR not authorised", "END");
    }

    @Test
    void shouldLetAUserInWithItsSecretAndChangeUsersInOrder() throws IOException {
        rig.send("joe:1\nann/sesame:2:2\nzoë:3\n");
        assertThat(rig.file.lines).as("the answers before come first").hasSize(1);
        rig.write(1);
        rig.write(1);
        rig.write(1);
        assertThat(rig.answers())
                .containsExactly("OK session 1 total 1", "OK session 1 total 2", "OK session 1 total 3");
        assertThat(rig.file.lines).containsExactly("joe 1 line 1\n", "ann 1 line 2:2\n", "zoë 1 line 3\n");
    }

    @Test
    void shouldEscapeWhateverTheBytesAre() throws IOException {
        rig.send(new byte[] {'j', 'o', 'e', ':', 'a', 0, 0x1b, (byte) 0xff, '\r', 'b', '\n'});
        assertThat(rig.file.lines).containsExactly("joe 1 line a\\x00\\x1B\\xFF\\rb\n");
    }

    @Test
    void shouldWaitForSpaceAndKeepTheNumberOfTheLine() throws IOException {
        rig.file.capacity = 1;
        rig.send("joe:1\njoe:2\njoe:3\n");
        assertThat(rig.isReading()).isFalse();
        rig.write(1);
        rig.write(1);
        rig.write(1);
        assertThat(rig.answers()).hasSize(3);
        assertThat(rig.isReading()).isTrue();
        assertThat(rig.file.lines).containsExactly("joe 1 line 1\n", "joe 2 line 2\n", "joe 3 line 3\n");
    }

    @Test
    void shouldNotKeepANumberWhileItWaitsForSpace() throws IOException {
        rig.file.capacity = 1;
        rig.send("joe:1\njoe:2\n");
        final SessionRig second = new SessionRig(rig.file, true, users, options());
        rig.file.head.addAndGet(8);
        second.send("joe:3\n");
        assertThat(rig.file.lines).containsExactly("joe 1 line 1\n", "joe 2 line 3\n");
        rig.write(1);
        rig.write(1);
        assertThat(rig.file.lines.get(2)).isEqualTo("joe 3 line 2\n");
        second.channel.close();
        second.channel.runPendingTasks();
    }

    @Test
    void shouldSayWhyALineCannotBeTakenNow() throws IOException {
        rig.file.refusal = NackReason.DISK_FULL;
        rig.send("joe:1\n");
        rig.file.refusal = NackReason.BUSY;
        rig.send("joe:1\n");
        rig.file.refusal = null;
        rig.service.beginShutdown();
        rig.send("joe:1\n");
        assertThat(rig.answers())
                .containsExactly(
                        "ERROR disk full, try again", "ERROR busy, try again", "ERROR shutting down, try again");
    }

    @Test
    void shouldDealWithAllThatWasSaidByAClientThatHasSaidAll() throws IOException {
        rig.file.capacity = 1;
        rig.send("joe:1\njoe:2\nann/sesame:3\njoe:torn");
        rig.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(rig.channel.isOpen()).isTrue();
        rig.write(1);
        rig.write(1);
        rig.write(1);
        assertThat(rig.answers())
                .containsExactly("OK session 1 total 1", "OK session 1 total 2", "OK session 1 total 3", "END");
        assertThat(rig.file.lines).hasSize(3);
    }

    @Test
    void shouldTakeLongLinesOutOfTheCommonBudget() throws IOException {
        rig.file.close();
        rig = new SessionRig(
                directory, true, users, options().maxMessage(1 << 20).memoryLength(4 << 20));
        rig.services.budget().take(4 << 20, () -> {});
        rig.send("joe:" + "x".repeat(5000));
        assertThat(rig.isReading()).isFalse();
        rig.services.budget().giveBack(4 << 20);
        rig.channel.runPendingTasks();
        assertThat(rig.isReading()).isTrue();
        assertThat(rig.services.budget().used()).isGreaterThan(1 << 20);
        rig.send("\n");
        assertThat(rig.services.budget().used()).isZero();
        assertThat(rig.file.lines).hasSize(1);
        rig.write(1);
    }

    @Test
    void shouldNotKeepALineThatNamesNobodyOrHasNoEnd() throws IOException {
        rig.send("x".repeat(400));
        assertThat(rig.services.budget().used()).isZero();
        final String piece = "x".repeat(1 << 16);
        for (int i = 0; i < 256 && rig.channel.isOpen(); i++) {
            rig.send(piece);
            assertThat(rig.services.budget().used()).isZero();
        }
        assertThat(rig.answers()).containsExactly(MALFORMED, "END");
    }

    @Test
    void shouldCloseWhoeverSaysNothingOrDoesNotEndALine() throws IOException {
        rig.pass(29);
        rig.send("joe:1\njoe:");
        rig.write(1);
        rig.pass(29);
        assertThat(rig.answers()).hasSize(1);
        rig.pass(1);
        assertThat(rig.answers()).containsExactly("END");
        rig = new SessionRig(rig.file, true, users, options());
        rig.pass(30);
        assertThat(rig.answers()).containsExactly("END");
    }

    @Test
    void shouldLetGoOfItsUser() throws IOException {
        rig.file.refusal = NackReason.DISK_FULL;
        rig.send("joe:1\nann/sesame:1\n");
        assertThat(rig.file.clients().size()).isEqualTo(1);
        rig.channel.close();
        rig.channel.runPendingTasks();
        assertThat(rig.file.clients().size()).isZero();
    }
}
