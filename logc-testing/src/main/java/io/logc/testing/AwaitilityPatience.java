package io.logc.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * How long a test awaits what must come, where it says nothing else: long enough for a busy machine, and less than the
 * minute after which most tests are ended, so that a test still says what it has awaited.
 */
public final class AwaitilityPatience implements LauncherSessionListener {
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    @Override
    public void launcherSessionOpened(final LauncherSession session) {
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}
