package io.logc.logback;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RareStatusTest {
    private static final long START_NS = Long.MAX_VALUE - 10; // nanoTime may overflow at any moment

    private final RareStatus status = new RareStatus();

    @Test
    void shouldTellFirstOccurrences() {
        for (int i = 0; i < RareStatus.FREE; i++) {
            assertThat(status.occurred(START_NS + i)).isTrue();
        }
        assertThat(status.occurred(START_NS + RareStatus.FREE)).isFalse();
        assertThat(status.count()).isEqualTo(RareStatus.FREE + 1);
    }

    @Test
    void shouldTellOnceInEachQuietTime() {
        for (int i = 0; i < RareStatus.FREE; i++) {
            status.occurred(START_NS);
        }
        assertThat(status.occurred(START_NS + RareStatus.QUIET_NS - 1)).isFalse();
        assertThat(status.occurred(START_NS + RareStatus.QUIET_NS)).isTrue();
        assertThat(status.occurred(START_NS + RareStatus.QUIET_NS + 1)).isFalse();
        assertThat(status.occurred(START_NS + 2 * RareStatus.QUIET_NS)).isTrue();
    }
}
