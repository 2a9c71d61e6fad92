package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.BufferFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much goes into a batch. */
class BatchTest {
    @TempDir
    private Path temporary;

    @Test
    void shouldTakeManyRecordsWhenTheBatchBeforeWasAShortReport() throws IOException {
        final DrainRig rig = new DrainRig(temporary);
        final BufferFile file = rig.create().file();
        for (int i = 0; i < 100; i++) {
            DrainRig.write(file, "line " + i);
        }
        final Batch batch = new Batch();
        batch.renderDropReport(file, 1, 1);

        assertThat(batch.render(new RecordSource(file), 0, file.tailPosition(), false, 1))
                .isEqualTo(file.tailPosition());
    }
}
