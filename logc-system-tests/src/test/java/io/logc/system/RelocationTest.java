package io.logc.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Oracle;
import io.logc.system.rig.SystemTest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Applications keep the Agrona that they have, of whichever version; no JVM flag is needed and no warning printed. */
class RelocationTest extends SystemTest {
    @ParameterizedTest
    @CsvSource({
        "logc.agrona1.jar, logback",
        "logc.agrona1.jar, log4j2",
        "logc.agrona2.jar, logback",
        "logc.agrona2.jar, log4j2"
    })
    void shouldUseItsOwnAgronaWhenApplicationHasAnother(final String property, final String framework) {
        final Path agrona = Path.of(System.getProperty(property));
        final ForkedJvm application = scratch.track(ForkedJvm.named("relocation", scratch.outputs())
                .environment("LOGC_BUFFER_DIRECTORY", scratch.buffers().toString())
                .classPath(
                        agrona + File.pathSeparator + ForkedJvm.testClassPath(false),
                        RelocationApplication.class,
                        "framework=" + framework,
                        "file=" + log())
                .start());
        application.awaitSuccess();
        assertThat(application.errLines()).isEmpty();
        assertThat(application.outLines())
                .contains("own map=value", "own ring=" + agrona.getFileName())
                .anyMatch(line -> line.startsWith("logc ring=logc-core-"));
        final Oracle oracle = new Oracle().read(log());
        oracle.assertPerfect();
        assertThat(oracle.lines()).isEqualTo(1);
    }

    @Test
    void shouldHoldNoAgronaUnderItsOwnNameWhenPackaged() throws IOException {
        for (final String entry : ForkedJvm.testClassPath(false).split(File.pathSeparator)) {
            if (Path.of(entry).getFileName().toString().startsWith("logc-core-")) {
                try (JarFile jar = new JarFile(entry)) {
                    assertThat(jar.stream().map(java.util.zip.ZipEntry::getName))
                            .noneMatch(name -> name.startsWith("org/agrona/"))
                            .anyMatch(name -> name.startsWith("io/logc/shaded/agrona/"));
                }
                return;
            }
        }
        throw new AssertionError("the jar of logc-core is not on the class path; run verify, not test");
    }
}
