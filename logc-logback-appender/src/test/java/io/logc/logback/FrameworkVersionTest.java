package io.logc.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.junit.jupiter.api.Test;

/** The build runs all tests of this module on several versions of Logback: this makes sure of which. */
class FrameworkVersionTest {
    @Test
    void shouldRunOnVersionThatBuildSays() {
        final String version = System.getProperty("logc.test.framework");
        assumeTrue(version != null, "only the build says it");

        assertThat(LoggerContext.class.getPackage().getImplementationVersion()).isEqualTo(version);
        assertThat(UnsynchronizedAppenderBase.class.getPackage().getImplementationVersion())
                .isEqualTo(version);
    }
}
