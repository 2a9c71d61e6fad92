package io.logc.system.storage;

import static org.awaitility.Awaitility.await;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.ReturnedCounts;
import io.logc.system.rig.SystemTest;
import io.logc.system.rig.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What tests of sick storage have in common: waiting for calls and words, and processes that see other mounts. */
abstract class StorageTest extends SystemTest {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final int THREADS = 2;

    /** So that a busy machine cannot make a call run out of its bound. */
    static final String PATIENT = "maxBlock=30 s";

    ForkedJvm startIn(final MountSpace space, final Path log, final int producer, final String... more) {
        final String[] arguments =
                Stream.concat(Stream.of("file=" + log), Stream.of(more)).toArray(String[]::new);
        return scratch.track(application("bare", producer, THREADS, arguments)
                .prefix(space.prefix())
                .start());
    }

    /** An application that finds its buffer directory by itself. */
    ForkedJvm startWithDefaults(final MountSpace space, final int producer, final String... more) {
        return scratch.track(application("bare", producer, THREADS, more)
                .prefix(space.prefix())
                .environment("LOGC_BUFFER_DIRECTORY", "")
                .start());
    }

    TestServer startServerIn(final MountSpace space) {
        return TestServer.launch(scratch, space.prefix(), List.of()).awaitServing();
    }

    ReturnedCounts counts(final int producer) {
        return scratch.counts(producer, THREADS);
    }

    void awaitMoreCalls(final int producer, final long more) {
        final ReturnedCounts counts = counts(producer);
        final long target = counts.sum() + more;
        await("calls of " + producer + " go on").atMost(PATIENCE).until(() -> counts.sum() >= target);
    }

    static List<String> linesWith(final ForkedJvm jvm, final String text) {
        return jvm.lines().stream().filter(line -> line.contains(text)).toList();
    }
}
