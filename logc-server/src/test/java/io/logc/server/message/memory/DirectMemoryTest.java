package io.logc.server.message.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DirectMemoryTest {
    @Test
    void shouldNotCountOnMoreMemoryThanTheJvmHas() {
        assertThat(DirectMemory.budget(64 << 20, 1L << 30)).isEqualTo(64 << 20);
        assertThat(DirectMemory.budget(64 << 20, 128 << 20)).isEqualTo(32 << 20);
        assertThat(DirectMemory.budget(64 << 20, 1 << 20)).isEqualTo(2 << 20);
    }
}
