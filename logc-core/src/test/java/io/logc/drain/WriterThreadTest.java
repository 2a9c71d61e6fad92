package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.BufferFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The writer's thread when it cannot be had. */
@Timeout(60)
class WriterThreadTest {
    @TempDir
    private Path temporary;

    @Test
    void shouldAskForAThreadAgainWhenNoneCouldBeHad() throws IOException {
        final DrainRig rig = new DrainRig(temporary.resolve("threads"));
        final BufferFile file = rig.create().file();
        DrainRig.write(file, "kept");
        final AtomicInteger asked = new AtomicInteger();
        final ThreadFactory threads = work -> {
            if (asked.incrementAndGet() < 3) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(work);
        };
        final WriterRunner runner = new WriterRunner(rig.writerOf(file), threads, rig, resting -> {});

        runner.signal();
        runner.signal();
        assertThat(rig.warnings).singleElement().asString().contains("no thread can be had");
        assertThat(file.isDrained()).isFalse();
        runner.signal();

        await().until(file::isDrained);
        assertThat(rig.content()).isEqualTo("kept\n");
        runner.execute(LogFileWriter::close);
    }
}
