package io.logc.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.RecordType;
import io.logc.control.CloseRequest;
import io.logc.control.ControlProtocol;
import io.logc.control.Frames;
import io.logc.control.InitRequest;
import io.logc.control.InitResponse;
import io.logc.control.Refusal;
import io.logc.control.WriteRequest;
import io.logc.drain.DrainHost;
import io.logc.drain.OwnedBuffer;
import io.logc.server.log.ServerLog;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever a client sends, with the secret or without it, the session ends, answers in whole frames, and ends a
 * conversation of which bytes are left only with a refusal or an answer that says so: no exception is swallowed on the
 * way.
 */
@Timeout(300)
class SessionFuzzTest {
    private static final byte[] SECRET = new byte[32];
    private static final long MAX_LOG_LENGTH = 1 << 20;
    private static final byte[] NOTHING = new byte[0];
    private static final ServerLog LOG = new ServerLog(new PrintStream(OutputStream.nullOutputStream()));
    private static final Path ROOT = root();
    private static final Path LOG_FILE = ROOT.resolve("logs/app.log");
    private static final BufferDirectory DIRECTORY = directory();
    private static final DrainHost HOST = new DrainHost(DIRECTORY, path -> path.equals(LOG_FILE), LOG);

    private static Path root() {
        try {
            final Path root = Path.of("session-" + ProcessHandle.current().pid());
            Files.createDirectories(root.resolve("logs"));
            return root.toRealPath();
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BufferDirectory directory() {
        try {
            return BufferDirectory.open(ROOT.resolve("buffers"));
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BufferFile announced;

    @FuzzTest(maxDuration = "8s")
    void shouldAnswerOrRefuseWhateverAClientSends(final FuzzedDataProvider data) throws IOException {
        final BufferFile file = deadClients();
        final AtomicInteger ended = new AtomicInteger();
        final FuzzedSocket socket =
                new FuzzedSocket(SECRET, data.consumeInt(0, 9) != 0, requests(data, file), data.consumeInt(1, 300));
        final Session session = new Session(
                socket, SECRET, DIRECTORY, HOST, LOG, HandshakeTimes.USUAL, gone -> ended.incrementAndGet());

        session.run();

        assertThat(ended).hasValue(1);
        assertThat(socket.isClosedByServer()).isTrue();
        checkAnswers(socket.answers(), socket.wasReadToTheEnd());
    }

    /** A buffer that a session may announce; its owner is dead, so that it is finished when the session ends. */
    private static BufferFile deadClients() throws IOException {
        if (announced == null || HOST.isAttached(announced.name()) || !Files.exists(announced.path())) {
            final BufferSpec spec = new BufferSpec(
                    LOG_FILE.toString(),
                    0,
                    0,
                    0,
                    false,
                    -1,
                    NOTHING,
                    NOTHING,
                    NOTHING,
                    "a fuzzer",
                    BufferSpec.Purpose.EVENTS);
            final OwnedBuffer owned = OwnedBuffer.create(DIRECTORY, LOG_FILE, spec, 65_536, 0);
            owned.file().newProducer().write(RecordType.EVENT, new byte[] {'x', '\n'}, 0, 2);
            owned.ownerLock().close();
            announced = owned.file();
            if (Files.exists(LOG_FILE) && Files.size(LOG_FILE) > MAX_LOG_LENGTH) {
                Files.delete(LOG_FILE);
            }
        }
        return announced;
    }

    private static void checkAnswers(final ByteBuffer answers, final boolean clientEnded) throws IOException {
        boolean saysEnd = false;
        for (ByteBuffer frame = Frames.next(answers); frame != null; frame = Frames.next(answers)) {
            final byte code = frame.get();
            assertThat(saysEnd).as("code=%d after the last word", code).isFalse();
            if (code == ControlProtocol.INIT_RESPONSE) {
                saysEnd = !InitResponse.decode(frame).accepted();
            } else if (code == ControlProtocol.REFUSED) {
                assertThat(Refusal.decode(frame).message()).isNotBlank();
                saysEnd = true;
            } else {
                assertThat(code)
                        .isIn(
                                ControlProtocol.CHALLENGE,
                                ControlProtocol.WRITE_RESPONSE,
                                ControlProtocol.CLOSE_RESPONSE);
                saysEnd = code == ControlProtocol.CLOSE_RESPONSE;
            }
        }
        assertThat(answers.hasRemaining()).as("whole frames").isFalse();
        assertThat(saysEnd || clientEnded).as("a word before the end").isTrue();
    }

    /** Requests that may be sound, in any order, with changed bytes, and anything between them. */
    private static byte[] requests(final FuzzedDataProvider data, final BufferFile file) {
        final ByteBuffer target = ByteBuffer.allocate(80_000);
        for (int count = data.consumeInt(0, 8); count > 0; count--) {
            final int start = target.position();
            request(data, file, target);
            for (int changes = data.consumeInt(0, 9) == 0 ? data.consumeInt(1, 4) : 0; changes > 0; changes--) {
                if (target.position() > start) {
                    target.put(data.consumeInt(start, target.position() - 1), data.consumeByte());
                }
            }
        }
        final byte[] bytes = new byte[target.position()];
        target.flip().get(bytes);
        return bytes;
    }

    private static void request(final FuzzedDataProvider data, final BufferFile file, final ByteBuffer target) {
        switch (data.consumeInt(0, 7)) {
            case 0, 1 -> init(data, file.name().toString(), 0).encode(target);
            case 2 ->
                init(data, "", data.consumeInt(0, 7) == 0 ? data.consumeInt() : 65_536)
                        .encode(target);
            case 3 ->
                init(data, data.consumeString(40).replace('\0', ' '), 65_536).encode(target);
            case 4 -> new WriteRequest(0, position(data, file), data.consumeLong()).encode(target);
            case 5 -> new CloseRequest(position(data, file)).encode(target);
            case 6 -> target.put(data.consumeBytes(200));
            default -> {
                final byte[] fields = data.consumeBytes(200);
                target.putInt(fields.length + 1).put(data.consumeByte()).put(fields);
            }
        }
    }

    private static long position(final FuzzedDataProvider data, final BufferFile file) {
        return data.consumeBoolean() ? file.tailPosition() : data.consumeLong();
    }

    private static InitRequest init(final FuzzedDataProvider data, final String buffer, final int capacity) {
        final String logFile = data.consumeInt(0, 5) != 0
                ? LOG_FILE.toString()
                : data.consumeString(60).replace('\0', ' ');
        final int version = data.consumeInt(0, 9) != 0 ? ControlProtocol.VERSION : data.consumeInt();
        return new InitRequest(data.consumeBoolean(), logFile, version, buffer, capacity, NOTHING, NOTHING, "fuzzer");
    }
}
