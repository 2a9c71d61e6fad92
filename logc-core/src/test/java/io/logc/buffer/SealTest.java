package io.logc.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** After the seal no claim succeeds, and nothing that was claimed before is lost. */
@Timeout(60)
class SealTest {
    @TempDir
    private Path temporary;

    private BufferDirectory directory;
    private BufferFile file;

    @BeforeEach
    void createBuffer() throws IOException {
        directory = BufferDirectory.open(temporary.resolve("buffers"));
        file = TestBuffers.create(directory, 1);
    }

    @Test
    void shouldRefuseClaimsWhenAnEmptyRingIsSealed() throws IOException {
        assertThat(file.isSealed()).isFalse();

        file.seal();

        assertThat(file.isSealed()).isTrue();
        assertThat(file.tailPosition()).isZero();
        assertThat(file.isDrained()).isTrue();
        assertThat(tryWrite(file.newProducer(), "late")).isFalse();
        assertThat(TestBuffers.readAll(file, false)).isEmpty();
    }

    @Test
    void shouldStaySealedWhenWhatItHeldIsDrained() throws IOException {
        TestBuffers.write(file, "before");
        final RingProducer producer = file.newProducer();

        file.seal();

        assertThat(tryWrite(producer, "late")).isFalse();
        assertThat(TestBuffers.readAll(file, false)).containsExactly("before");
        assertThat(file.isSealed()).isTrue();
        assertThat(file.isDrained()).isTrue();
        assertThat(file.headPosition()).isEqualTo(file.tailPosition()).isEqualTo(16);
        assertThat(tryWrite(producer, "")).isFalse();
        assertThat(tryWrite(file.newProducer(), "late")).isFalse();
    }

    @Test
    void shouldTellAFullRingFromASealedOne() throws IOException {
        final int count = fill();

        assertThat(file.isSealed()).isFalse();
        assertThat(file.tailPosition() - file.headPosition()).isEqualTo(file.capacity());

        file.seal();

        assertThat(file.isSealed()).isTrue();
        assertThat(TestBuffers.readAll(file, false)).hasSize(count);
        assertThat(file.isSealed()).isTrue();
        assertThat(tryWrite(file.newProducer(), "late")).isFalse();
    }

    @Test
    void shouldTakeEventsAgainWhenAFullRingIsDrained() throws IOException {
        fill();
        assertThat(tryWrite(file.newProducer(), "no room")).isFalse();

        TestBuffers.readAll(file, false);

        assertThat(file.isSealed()).isFalse();
        assertThat(tryWrite(file.newProducer(), "room")).isTrue();
        assertThat(TestBuffers.readAll(file, false)).containsExactly("room");
    }

    @Test
    void shouldChangeNothingWhenSealedAgain() throws IOException {
        TestBuffers.write(file, "before");
        file.seal();
        final long tail = file.tailPosition();

        file.seal();
        file.seal();

        assertThat(file.tailPosition()).isEqualTo(tail);
        assertThat(TestBuffers.readAll(file, false)).containsExactly("before");
        assertThat(BufferFile.open(directory, file.name()).isSealed()).isTrue();
    }

    @Test
    void shouldCommitAClaimThatWasInFlightWhenSealed() throws IOException {
        TestBuffers.abandonClaim(file, 100);
        file.seal();

        assertThat(TestBuffers.readAll(file, false)).isEmpty();
        assertThat(file.isDrained()).isFalse();
        TestBuffers.putInt(file.path(), TestBuffers.ringOffset(file.path(), 0), 108);

        assertThat(TestBuffers.readAll(file, false)).hasSize(1);
        assertThat(file.isDrained()).isTrue();
    }

    @Test
    void shouldKeepExactlyWhatWasAcceptedWhenThreadsWriteWhileItIsSealed() throws Exception {
        for (int round = 0; round < 20; round++) {
            final BufferFile sealed = TestBuffers.create(directory, 100 + round);
            final List<Producer> producers = startProducers(sealed, 4);
            final List<String> read = new ArrayList<>();
            while (sealed.headPosition() < round * 5000L) {
                read.addAll(TestBuffers.readAll(sealed, false));
            }

            sealed.seal();

            final long tail = sealed.tailPosition();
            for (final Producer producer : producers) {
                producer.join();
            }
            while (!sealed.isDrained()) {
                read.addAll(TestBuffers.readAll(sealed, false));
            }
            assertThat(sealed.headPosition()).as("nothing after the seal").isEqualTo(tail);
            final List<String> accepted = new ArrayList<>();
            producers.forEach(producer -> accepted.addAll(producer.accepted));
            assertThat(read).containsExactlyInAnyOrderElementsOf(accepted);
        }
    }

    private List<Producer> startProducers(final BufferFile target, final int count) throws InterruptedException {
        final CountDownLatch started = new CountDownLatch(count);
        final List<Producer> producers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            producers.add(new Producer(target, "t" + i + " ", started));
        }
        producers.forEach(Thread::start);
        started.await();
        return producers;
    }

    /** Writes until the ring is sealed, and remembers what was accepted. */
    private static final class Producer extends Thread {
        private final BufferFile target;
        private final String prefix;
        private final CountDownLatch started;
        private final List<String> accepted = new ArrayList<>();

        Producer(final BufferFile target, final String prefix, final CountDownLatch started) {
            this.target = target;
            this.prefix = prefix;
            this.started = started;
        }

        @Override
        public void run() {
            final RingProducer producer = target.newProducer();
            started.countDown();
            for (int i = 0; ; i++) {
                final String text = prefix + i;
                while (!tryWrite(producer, text)) {
                    if (target.isSealed()) {
                        return;
                    }
                    Thread.onSpinWait();
                }
                accepted.add(text);
            }
        }
    }

    private int fill() {
        final RingProducer producer = file.newProducer();
        int count = 0;
        while (tryWrite(producer, "x".repeat(56))) {
            count++;
        }
        return count;
    }

    private static boolean tryWrite(final RingProducer producer, final String text) {
        final byte[] bytes = text.getBytes(UTF_8);
        return producer.write(RecordType.EVENT, bytes, 0, bytes.length) >= 0;
    }
}
