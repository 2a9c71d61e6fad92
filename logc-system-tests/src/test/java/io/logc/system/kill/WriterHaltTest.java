package io.logc.system.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.fault.FaultPoint;
import io.logc.system.rig.FaultHits;
import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.SystemTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever writes the log file, a server or the application itself, stops at each step of it. */
class WriterHaltTest extends SystemTest {
    @AfterEach
    void collectHits() {
        FaultHits.collect(scratch);
    }

    @ParameterizedTest
    @CsvSource({
        "RECORDS, IN_PROCESS",
        "RECORDS, SERVER",
        "DROPS, IN_PROCESS",
        "DROPS, SERVER",
        "TRUNCATION, IN_PROCESS",
        "TRUNCATION, SERVER"
    })
    void shouldLoseAndDoubleNothingWhenWriterStopsAtAnyStep(final Story story, final Host host) {
        final Lives lives = new Lives(scratch);
        if (story == Story.DROPS) {
            lives.allowDrops(0);
        }
        for (final Step step : story.steps()) {
            System.out.println(story + " " + host + ": " + step);
            if (step.point() == null) {
                lives.liveOn(host);
                lives.assertPerfect();
            } else {
                stop(lives, host, step);
                checkKind(lives, story, step.point());
            }
        }
        lives.liveOn(host);
        lives.assertPerfect();
        assertThat(lives.said()).noneMatch(line -> line.contains("settled") || line.contains("twice"));
    }

    private static void stop(final Lives lives, final Host host, final Step step) {
        if (step.work() == Work.TRUNCATION) {
            lives.forget();
        }
        final ForkedJvm stopping;
        if (host == Host.SERVER) {
            if (step.work() != Work.NONE) {
                lives.feed(step.work());
            }
            stopping = lives.server(step.fault()).jvm();
        } else if (step.work() == Work.NONE) {
            stopping = lives.application(step.fault(), step.work().arguments());
        } else {
            stopping = lives.selfDraining(step.work(), step.fault());
        }
        lives.awaitHalt(stopping, step.point());
    }

    /** The chain is worth nothing if the step was that of another kind of batch. */
    private static void checkKind(final Lives lives, final Story story, final FaultPoint point) {
        if (story.kind() != 0 && point != FaultPoint.BATCH_RENDERED) {
            assertThat(lives.journalWord(Lives.JOURNAL_KIND))
                    .as("kind of batch at %s", point)
                    .isEqualTo(story.kind());
        }
    }
}
