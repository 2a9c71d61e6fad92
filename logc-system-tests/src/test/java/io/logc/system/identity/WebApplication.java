package io.logc.system.identity;

import io.logc.system.rig.Arguments;
import io.logc.system.rig.LogTarget;
import io.logc.system.rig.OracleLine;
import io.logc.system.rig.ReturnedCounts;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * What a container deploys: it comes with its own copy of logc, through its own class loader, and shares nothing with the
 * container but the JDK. One thread at a time.
 */
public final class WebApplication implements LongConsumer, AutoCloseable {
    private final LogTarget target;
    private final ReturnedCounts returned;
    private final int producer;
    private long sequence;

    public WebApplication(final String file, final String counts, final int producer) {
        target = LogTarget.open(new Arguments("file=" + file, "maxBlock=30 s"));
        returned = ReturnedCounts.open(Path.of(counts), 1);
        this.producer = producer;
    }

    /** Logs so many lines. */
    @Override
    public void accept(final long lines) {
        for (long i = 0; i < lines; i++) {
            target.log(new OracleLine(producer, 0, sequence).text());
            returned.set(0, ++sequence);
        }
    }

    /** Is undeployed. */
    @Override
    public void close() {
        target.stop();
    }
}
