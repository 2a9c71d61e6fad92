package io.logc.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferDirectory.BufferName;
import io.logc.client.FileTexts;
import io.logc.client.LogcClient;
import io.logc.client.LogcOptions;
import io.logc.client.Publication;
import io.logc.client.StatusSink;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole way through a server, with a buffer that somebody else has scribbled on. */
@Timeout(60)
class DamagedBufferTest {
    private static final long WAIT_NS = Duration.ofSeconds(20).toNanos();
    /** Bytes of a ring's trailer from the head position on. */
    private static final int HEAD_TO_END = 768 - 384;

    private static final long AWAKE_NS = 500_000_000;
    private static final long NONSENSE = -8;

    @TempDir
    private Path temporary;

    private final List<String> infos = new CopyOnWriteArrayList<>();

    private final StatusSink status = new StatusSink() {
        @Override
        public void info(final String message) {
            infos.add(message);
        }

        @Override
        public void warn(final String message, final Throwable cause) {
            infos.add(message);
        }
    };

    /** The server that has put it aside polls it no more and needs no signal, so nothing but its lock says so. */
    @Test
    void shouldBeLetGoOfByItsApplicationWhenTheServerHasPutItAside() throws IOException {
        try (ServerRig rig = new ServerRig(temporary)) {
            final Publication publication = LogcClient.open(options(rig), FileTexts.none(), status);
            final BufferName name = rig.directory.buffers(null).get(0);
            await().until(() -> publish(publication, "before\n")
                    && infos.stream().anyMatch(info -> info.contains("the server, process ")));

            damageHeadUntilPutAside(publication, rig.directory.buffer(name));
            await().until(() -> publish(publication, "after\n") && rig.content().contains("after\n"));

            await().untilAsserted(
                            () -> assertThat(rig.directory.ownerLock(name)).doesNotExist());
            assertThat(publication.close(WAIT_NS)).isTrue();
        }
    }

    private static LogcOptions options(final ServerRig rig) {
        final LogcOptions options = new LogcOptions();
        options.setFile(rig.logFile.toString());
        options.setAutoStart(false);
        options.setBufferSize("64 KB");
        options.setFlushInterval("10 ms");
        options.setBufferDirectory(rig.directory.path().toString());
        return options;
    }

    private static boolean publish(final Publication publication, final String event) {
        final byte[] bytes = event.getBytes(UTF_8);
        return publication.publish(bytes, 0, bytes.length);
    }

    /** With something to drain all the time, so that the server is awake when it finds out. */
    private static void damageHeadUntilPutAside(final Publication publication, final Path buffer) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(buffer.toFile(), "rw")) {
            // Long enough for the server to owe no answer any more.
            final long startNs = System.nanoTime();
            while (System.nanoTime() - startNs < AWAKE_NS) {
                publish(publication, "awake\n");
            }
            while (Files.exists(buffer)) {
                publish(publication, "meanwhile\n");
                file.seek(file.length() - HEAD_TO_END);
                file.writeLong(Long.reverseBytes(NONSENSE));
            }
        }
    }
}
