package io.logc.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferFile;
import io.logc.buffer.BufferSpec;
import io.logc.buffer.TestBuffers;
import io.logc.split.SplitEvent;
import io.logc.split.SplitPattern;
import io.logc.testing.StackEnd;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that are cut off anywhere cost no producer's view: the conductor, for which the test stands, takes it back. */
@Timeout(120)
class LostLaneTest {
    private static final int CAPACITY = 16 * 1024 * 1024;
    private static final int ROUNDS = 100;

    private final SplitPattern pattern =
            SplitPattern.builder(UTF_8).text().literal("\n").build();
    private final byte[] line = "line\n".getBytes(UTF_8);
    private ClientBuffer buffer;
    private Publication publication;

    /** Without a conductor's thread. */
    @BeforeEach
    void open() {
        final Path logFile = Path.of("app.log").toAbsolutePath();
        final BufferSpec spec = TestBuffers.splitSpec(logFile);
        final BufferFile file = BufferFile.inMemory(BufferDirectory.keyOf(logFile), spec, CAPACITY, 1, 0);
        final Conductor conductor = new Conductor(new ConcurrentHashMap<>(), Thread::new, none -> {});
        final FilePublication publications = new FilePublication(logFile, false, conductor);
        buffer = new ClientBuffer(null, file, null);
        publications.use(buffer, spec);
        publication = new Publication(publications, conductor);
    }

    @Test
    void shouldBeTakenBackWhenTheStackIsFull() throws Exception {
        final StackEnd end = new StackEnd(() -> publication.publish(line, 0, line.length));

        assertThatNoneIsLost(end);
    }

    @Test
    void shouldBeTakenBackWhenTheStackIsFullAndTheConsumerMakesTheLine() throws Exception {
        final StackEnd end = new StackEnd(() -> {
            final SplitEvent event = publication.begin(pattern);
            final long loan = event.home.loan;
            try {
                event.text("line");
                publication.publish(event);
            } catch (final Throwable cutOff) {
                event.home.lostLoan = loan;
                throw cutOff;
            }
        });

        assertThatNoneIsLost(end);
    }

    /** It then mostly has the same view, as another loan, and that is the one that was cut off. */
    @Test
    void shouldBeTakenBackWhenTheStackIsFullAndTheCallGoesOnWithALine() throws Exception {
        final StackEnd end = new StackEnd(() -> {
            final SplitEvent event = publication.begin(pattern);
            final long loan = event.home.loan;
            try {
                publication.abandon(event);
                publication.publish(line, 0, line.length);
            } catch (final Throwable cutOff) {
                if (event.home.loan == loan) {
                    event.home.lostLoan = loan;
                }
                throw cutOff;
            }
        });

        assertThatNoneIsLost(end);
    }

    private void assertThatNoneIsLost(final StackEnd end) throws InterruptedException {
        int lost = 0;
        for (int round = 0; round < ROUNDS; round++) {
            end.reach(round % 40);
            lost += buffer.takenLanes();
            buffer.padAbandonedClaims();
            assertThat(buffer.takenLanes()).as("round %d", round).isZero();
        }
        assertThat(lost).isPositive();
        assertThat(buffer.file().isSealed()).isFalse();
        assertThat(publication.droppedCount()).as("there was room").isZero();
    }
}
