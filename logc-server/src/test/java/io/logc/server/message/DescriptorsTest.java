package io.logc.server.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DescriptorsTest {
    @Test
    void shouldKeepDescriptorsForTheServersFiles() {
        assertThat(Descriptors.connections(20_000, 20_000)).isEqualTo(20_000 - Descriptors.RESERVE);
        assertThat(Descriptors.connections(1_000, 20_000)).isEqualTo(1_000);
        assertThat(Descriptors.connections(20_000, Long.MAX_VALUE)).isEqualTo(20_000);
        assertThat(Descriptors.connections(20_000, 120)).isEqualTo(20_000);
        assertThat(Descriptors.connections(20_000)).isBetween(1, 20_000);
    }
}
