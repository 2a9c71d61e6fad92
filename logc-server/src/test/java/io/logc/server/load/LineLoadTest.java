package io.logc.server.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.message.wire.NackReason;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The load generator's line mode against a server that answers as a test wishes. */
@Timeout(60)
class LineLoadTest {
    private static final String CLOSE = "close";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final ServerSocket server;

    /** From what a connection has sent so far, counted from 1, to the answer with its newline. */
    private volatile UnaryOperator<String> mood = count -> "OK session 7 total " + count + "\n";

    LineLoadTest() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private static void start(final Runnable work) {
        final Thread thread = new Thread(work, "toy-line-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                final Socket client = server.accept();
                start(() -> serve(client));
            }
        } catch (final IOException closed) {
            // The test is over.
        }
    }

    /** A line comes byte by byte; two lines are one write, so that nothing can be sent between them. */
    private static void write(final Socket client, final String answer) throws IOException {
        final byte[] bytes = answer.getBytes(UTF_8);
        if (answer.indexOf('\n') < answer.length() - 1) {
            client.getOutputStream().write(bytes);
            return;
        }
        for (final byte each : bytes) {
            client.getOutputStream().write(each);
        }
    }

    private void serve(final Socket client) {
        try (client;
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))) {
            int count = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
                final String answer = mood.apply(Integer.toString(++count));
                if (CLOSE.equals(answer)) {
                    return;
                }
                write(client, answer);
            }
        } catch (final IOException gone) {
            // The client has closed.
        }
    }

    private LoadResult run(final int connections, final int messages, final int pipelining)
            throws InterruptedException {
        final LoadPlan plan = new LoadPlan(
                connections, messages, 0, 5, pipelining, 0, 32, false, false, 0, 20, 2, true, "test", "load", true);
        final LoadTarget target = new LoadTarget(
                new InetSocketAddress("127.0.0.1", server.getLocalPort()),
                "joe",
                "sesame".getBytes(UTF_8),
                null,
                (cause, heard) -> cause.toString());
        try (LoadGenerator generator =
                new LoadGenerator(plan, target, new PrintStream(new ByteArrayOutputStream(), true, UTF_8))) {
            return generator.run();
        }
    }

    @Test
    void shouldSendEachLineOnceAndTakeAnswersInPieces() throws InterruptedException {
        final LoadResult result = run(3, 20, 4);

        assertThat(result.complete()).isTrue();
        assertThat(result.connected).isEqualTo(3);
        assertThat(result.acknowledged).isEqualTo(60);
        assertThat(result.latency.getTotalCount()).isEqualTo(60);
        assertThat(result.connecting.getTotalCount()).isEqualTo(3);
        assertThat(result.clients).hasSize(3).allMatch(row -> row.latency().getTotalCount() == 20);
        assertThat(lines).hasSize(60).containsOnly("joe/sesame:abcde");
    }

    @Test
    void shouldCountAsRefusedAndNotSendAgainWhenTheServerIsBusy() throws InterruptedException {
        mood = count -> switch (count) {
            case "2" -> "ERROR busy, try again\n";
            case "3" -> "ERROR too large: at most 4 bytes\n";
            case "5" -> "ERROR disk full, try again\n";
            default -> "OK session 7 total 1\n";
        };

        final LoadResult result = run(1, 6, 3);

        assertThat(result.refused)
                .containsEntry(NackReason.BUSY, 1L)
                .containsEntry(NackReason.TOO_LARGE, 1L)
                .containsEntry(NackReason.DISK_FULL, 1L)
                .hasSize(3);
        assertThat(result.sentAgain).isEmpty();
        assertThat(result.acknowledged).isEqualTo(3);
        assertThat(result.lost).isZero();
        assertThat(lines).hasSize(6);
    }

    @Test
    void shouldCountAllThatIsLeftAsRefusedWhenItIsNotAuthorised() throws InterruptedException {
        mood = count -> "ERROR not authorised\n";

        final LoadResult result = run(1, 5, 2);

        assertThat(result.refused).containsOnlyKeys(NackReason.NOT_AUTHORISED);
        assertThat(result.refusedInAll()).isEqualTo(5);
        assertThat(result.troubles).containsOnlyKeys("refused: not authorised");
        assertThat(result.lost).isZero();
    }

    @Test
    void shouldCountWhatHasNoAnswerAsLostWhenTheServerCloses() throws InterruptedException {
        mood = count -> "3".equals(count) ? CLOSE : "OK session 7 total 1\n";

        final LoadResult result = run(1, 10, 1);

        assertThat(result.acknowledged).isEqualTo(2);
        assertThat(result.lost).isEqualTo(8);
        assertThat(result.troubles).containsOnlyKeys("the server closed the connection");
        assertThat(lines).as("nothing is sent again").hasSize(3);
    }

    @Test
    void shouldEndTheConnectionWhenAnAnswerMakesNoSense() throws InterruptedException {
        mood = count -> "2".equals(count) ? "HTTP/1.1 400\n" : "OK session 7 total 1\n";
        final String words = "the server's answer makes no sense (is this the port of its line protocol?): ";

        final LoadResult result = run(1, 3, 1);

        assertThat(result.acknowledged).isEqualTo(1);
        assertThat(result.lost).isEqualTo(2);
        assertThat(result.troubles).containsOnlyKeys(words + "HTTP/1.1 400");

        mood = count -> "x".repeat(1000);
        assertThat(run(1, 3, 1).troubles).containsOnlyKeys(words + "x".repeat(60));

        mood = count -> "OK session 7 total 1\nOK session 7 total 2\n";
        assertThat(run(1, 3, 1).troubles).containsOnlyKeys(words + "OK session 7 total 2");
    }
}
