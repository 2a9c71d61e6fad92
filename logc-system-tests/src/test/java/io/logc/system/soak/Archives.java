package io.logc.system.soak;

import io.logc.system.rig.ForkedJvm;
import io.logc.system.rig.Scratch;
import io.logc.system.rig.TestServer;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Archives of loaded classes, one for the applications and one for the servers: with them a JVM starts in half the time,
 * which is what most of a soak's time goes into. Such an archive wants a class path of jars.
 */
final class Archives implements AutoCloseable {
    private static final long LOGGING_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Scratch scratch = new Scratch();
    private final String classPath;

    private Archives() throws IOException {
        final List<String> jars = new ArrayList<>();
        for (final String entry : ForkedJvm.testClassPath(false).split(File.pathSeparator)) {
            final Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                jars.add(jar(path, scratch.outputs().resolve(jars.size() + ".jar")));
            } else if (Files.exists(path)) {
                jars.add(entry);
            }
        }
        classPath = String.join(File.pathSeparator, jars);
    }

    /** Makes both, by having an application log through everything there is. */
    static Archives make() throws IOException {
        final Archives made = new Archives();
        final Scratch scratch = made.scratch;
        final ForkedJvm server = scratch.track(ForkedJvm.named("server", scratch.outputs())
                .jvmOptions("-XX:ArchiveClassesAtExit=" + made.path("server"), "-Xmx64m", "-XX:+UseSerialGC")
                .jar(TestServer.jar(), "serve", "--port=0", "--buffer-directory=" + scratch.buffers())
                .start());
        final ForkedJvm application = scratch.track(ForkedJvm.named("application", scratch.outputs())
                .jvmOptions("-XX:ArchiveClassesAtExit=" + made.path("application"), "-Xmx48m", "-XX:+UseSerialGC")
                .environment("LOGC_BUFFER_DIRECTORY", scratch.buffers().toString())
                .classPath(
                        made.classPath,
                        SoakApplication.class,
                        "frameworks=logback,log4j2,bare",
                        "files=" + scratch.log("1") + "," + scratch.log("2") + "," + scratch.log("3"),
                        "threads=3",
                        "rate=1000",
                        "reloadMs=200",
                        "returned=" + scratch.outputs().resolve("returned"))
                .start());
        application.awaitLine("ready");
        LockSupport.parkNanos(LOGGING_NS);
        application.tell("stop");
        application.awaitSuccess();
        server.terminate();
        server.awaitExit();
        return made;
    }

    private Path path(final String name) {
        return scratch.outputs().resolve(name + ".jsa");
    }

    private static String jar(final Path directory, final Path target) throws IOException {
        try (OutputStream file = Files.newOutputStream(target);
                ZipOutputStream zip = new ZipOutputStream(file);
                Stream<Path> all = Files.walk(directory)) {
            for (final Path path : all.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(directory.relativize(path).toString()));
                Files.copy(path, zip);
            }
        }
        return target.toString();
    }

    /** The class path of the applications. */
    String classPath() {
        return classPath;
    }

    /** The option that has a JVM use the archive of a name. */
    String option(final String name) {
        return "-XX:SharedArchiveFile=" + path(name);
    }

    @Override
    public void close() {
        scratch.close();
    }
}
