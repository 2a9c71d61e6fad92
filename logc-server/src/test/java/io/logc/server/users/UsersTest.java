package io.logc.server.users;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.server.log.ServerLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final byte[] NONE = new byte[0];
    private static final byte[] RIGHT = "s3cr3t".getBytes(UTF_8);
    private static final byte[] WRONG = "hunter2".getBytes(UTF_8);

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ServerLog log = new ServerLog(new PrintStream(said, true, UTF_8));
    private final AtomicLong nowNs = new AtomicLong();

    @TempDir
    private Path temporary;

    private Path file;
    private Users opened;
    private Peer local;
    private Peer remote;

    @BeforeEach
    void setUp() throws IOException {
        file = Files.createFile(
                temporary.resolve("users"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        local = new Peer(InetAddress.getByName("127.0.0.1"), null);
        remote = new Peer(InetAddress.getByName("192.0.2.7"), null);
        Files.writeString(file, "alice secret=s3cr3t clients=sensor-*\nbob\n");
    }

    @Test
    void shouldAdmitEverybodyToTheBinaryProtocolAndNobodyToTheOtherWhenThereAreNoUsers() {
        final Users anyone = Users.anyone();

        assertThat(anyone.areRequired()).isFalse();
        assertThat(anyone.admit("", NONE, "whoever", remote).mayWriteAs("whoever"))
                .isTrue();
        assertThat(anyone.admit("alice", WRONG, "whoever", local).file()).isNull();
        assertThat(anyone.admitLine("alice", NONE, local)).isNull();
        assertThat(anyone.files()).isEmpty();
    }

    @Test
    void shouldAdmitWhoProvesByTheSecretAndOnlyAsItsClients() throws IOException {
        final Users users = open();

        assertThat(users.areRequired()).isTrue();
        assertThat(users.haveSecrets()).isTrue();
        assertThat(users.admit("alice", RIGHT, "alice", remote).name()).isEqualTo("alice");
        assertThat(users.admit("alice", RIGHT, "sensor-1", local).name()).isEqualTo("alice");
        assertThat(users.admit("alice", RIGHT, "bob", remote)).isNull();
        assertThat(users.admit("alice", WRONG, "alice", remote)).isNull();
        assertThat(users.admit("alice", WRONG, "alice", local)).isNull();
        assertThat(users.admit("alice", NONE, "alice", local)).isNull();
        assertThat(users.admit("mallory", RIGHT, "alice", local)).isNull();
        assertThat(users.admit("", NONE, "alice", local)).isNull();
        assertThat(users.admit("", RIGHT, "", local)).isNull();
    }

    @Test
    void shouldAdmitAUserWithoutSecretFromThisMachineOnly() throws IOException {
        final Users users = open();

        assertThat(users.admit("bob", NONE, "bob", local).name()).isEqualTo("bob");
        assertThat(users.admit("bob", NONE, "bob", new Peer(InetAddress.getByName("::1"), null)))
                .isNotNull();
        assertThat(users.admit("bob", NONE, "bob", remote)).isNull();
        assertThat(users.admit("bob", WRONG, "bob", local))
                .as("a secret that is not checked would be a promise that is not kept")
                .isNull();
    }

    @Test
    void shouldAdmitTheNameInTheCertificateAndNoOtherWithoutASecret() throws IOException {
        final Users users = open();
        final Peer bob = new Peer(remote.address(), "bob");
        final Peer alice = new Peer(remote.address(), "alice");
        final Peer stranger = new Peer(local.address(), "stranger");

        assertThat(users.admit("", NONE, "bob", bob).name()).isEqualTo("bob");
        assertThat(users.admit("bob", NONE, "bob", bob).name()).isEqualTo("bob");
        assertThat(users.admit("", NONE, "sensor-9", alice).name()).isEqualTo("alice");
        assertThat(users.admit("", NONE, "alice", bob)).isNull();
        assertThat(users.admit("bob", NONE, "bob", alice)).isNull();
        assertThat(users.admit("bob", NONE, "bob", stranger)).isNull();
        assertThat(users.admit("", NONE, "stranger", stranger)).isNull();
        assertThat(users.admit("alice", RIGHT, "alice", bob).name()).isEqualTo("alice");
        assertThat(users.admitLine("bob", NONE, bob).name()).isEqualTo("bob");
    }

    @Test
    void shouldAdmitLinesOfUsersUnderTheirOwnName() throws IOException {
        final Users users = open();

        assertThat(users.admitLine("alice", RIGHT, remote).name()).isEqualTo("alice");
        assertThat(users.admitLine("bob", NONE, local).name()).isEqualTo("bob");
        assertThat(users.admitLine("sensor-1", RIGHT, local)).isNull();
        assertThat(users.admitLine("", NONE, new Peer(local.address(), "bob"))).isNull();
    }

    @Test
    void shouldSayWhyInTheLogButNeitherSecretsNorWhatMayBeOne() throws IOException {
        final Users users = open();

        users.admit("alice", WRONG, "alice", remote);
        users.admit("alice", RIGHT, "bo\nb", remote);
        users.admit("hunter2", WRONG, "hunter2", remote);
        users.admit("bob", NONE, "bob", remote);

        assertThat(said.toString(UTF_8))
                .contains("192.0.2.7: not let in: user alice with a wrong secret")
                .contains("192.0.2.7: not let in: user alice may not write as client bo?b")
                .contains("192.0.2.7: not let in: no user of that name")
                .contains("192.0.2.7: not let in: user bob has no secret, so it must come from this machine")
                .doesNotContain("hunter2")
                .doesNotContain("s3cr3t");
    }

    @Test
    void shouldReadTheFileAgainWhenItHasChangedAndASecondIsOver() throws IOException {
        final Users users = open();
        Files.writeString(file, "alice secret=other-secret\ncarol file=carol.log\n");

        assertThat(users.admit("alice", RIGHT, "alice", remote))
                .as("not looked yet")
                .isNotNull();
        look();

        assertThat(users.admit("alice", RIGHT, "alice", remote)).isNull();
        assertThat(users.admit("alice", "other-secret".getBytes(UTF_8), "alice", remote))
                .isNotNull();
        assertThat(users.admit("bob", NONE, "bob", local)).as("removed").isNull();
        assertThat(users.admitLine("carol", NONE, local)).isNotNull();
        assertThat(users.files()).containsExactly(temporary.resolve("carol.log"));
        assertThat(said.toString(UTF_8)).contains(file + ": read again, 2 users");
    }

    /** What the log told to do must help. */
    @Test
    void shouldReadAFileAgainWhosePermissionsWereMended() throws IOException {
        final Users users = open();
        Files.writeString(file, "bob\nrob secret=sesame\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        look();
        assertThat(users.admitLine("rob", "sesame".getBytes(UTF_8), local)).isNull();
        assertThat(said.toString(UTF_8)).contains("the users stay as they were");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        look();

        assertThat(users.admitLine("rob", "sesame".getBytes(UTF_8), local)).isNotNull();
    }

    @Test
    void shouldReadAFileThatWasRenamedIntoPlace() throws IOException {
        final Users users = open();
        final Path other = temporary.resolve("users.new");
        Files.copy(file, other, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(other, Files.readString(file).replace("bob", "rob"));
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        nowNs.addAndGet(SECOND_NS);
        assertThat(users.admitLine("rob", NONE, local))
                .as("who admits reads no file")
                .isNull();
        look();

        assertThat(users.admitLine("rob", NONE, local)).isNotNull();
    }

    @Test
    void shouldKeepTheUsersAndSayItOnceWhenTheNewFileIsBad() throws IOException {
        final Users users = open();
        Files.writeString(file, "alice\nbob hunter2\n");
        look();

        assertThat(users.admit("alice", RIGHT, "alice", remote)).isNotNull();
        look();
        assertThat(users.admit("bob", NONE, "bob", local)).isNotNull();
        Files.delete(file);
        look();
        assertThat(users.admit("bob", NONE, "bob", local)).isNotNull();

        assertThat(said.toString(UTF_8))
                .containsOnlyOnce("the users stay as they were: " + file + ", line 2: word 2 is none of")
                .containsOnlyOnce("the users stay as they were: " + file + ": there is no such file")
                .doesNotContain("hunter2");
    }

    @Test
    void shouldKeepTheUsersWhenTheNewFileCouldBeReadByOthers() throws IOException {
        final Users users = open();
        Files.writeString(file, "mallory secret=known clients=*\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        look();

        assertThat(users.admit("mallory", "known".getBytes(UTF_8), "alice", remote))
                .isNull();
        assertThat(users.admit("alice", RIGHT, "alice", remote)).isNotNull();
    }

    @Test
    void shouldNotOpenWithABadFile() throws IOException {
        Files.writeString(file, "");

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("names no user");
    }

    private Users open() throws IOException {
        opened = Users.open(file, log, nowNs::get);
        return opened;
    }

    /** A second later the file is looked at. */
    private void look() {
        nowNs.addAndGet(SECOND_NS);
        opened.refresh();
    }
}
