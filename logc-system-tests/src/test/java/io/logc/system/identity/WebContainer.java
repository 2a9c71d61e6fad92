package io.logc.system.identity;

import io.logc.system.rig.Arguments;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * A JVM with three web applications, two of which log to one file: {@code file}, with counts in {@code counts}0 to 3. One
 * is undeployed, and deployed again from new classes, while the others log on. Ends as {@code end} says: {@code return} or
 * {@code halt}.
 */
public final class WebContainer {
    private static final int LINES = 2_000;

    private WebContainer() {}

    /** A deployed application and its loader. */
    private record Deployment(URLClassLoader loader, LongConsumer application) {
        static Deployment of(final String file, final String counts, final int producer) throws Exception {
            final String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
            final URL[] classPath = new URL[entries.length];
            for (int i = 0; i < entries.length; i++) {
                classPath[i] = Path.of(entries[i]).toUri().toURL();
            }
            final URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader());
            final Class<?> type = loader.loadClass(WebApplication.class.getName());
            if (type == WebApplication.class) {
                throw new IllegalStateException("the application's class is the container's");
            }
            return new Deployment(loader, (LongConsumer) type.getConstructor(String.class, String.class, int.class)
                    .newInstance(file, counts + producer, producer));
        }

        void log() {
            application.accept(LINES);
        }

        void undeploy() throws Exception {
            ((AutoCloseable) application).close();
            loader.close();
        }
    }

    /** Runs the container. */
    public static void main(final String[] args) throws Exception {
        final Arguments arguments = new Arguments(args);
        final String file = arguments.text("file", "");
        final String counts = arguments.text("counts", "");
        final Deployment first = Deployment.of(file, counts, 0);
        final Deployment second = Deployment.of(file, counts, 1);
        final Deployment other = Deployment.of(file + ".other", counts, 2);
        System.out.println("deployed");
        for (int i = 0; i < 5; i++) {
            first.log();
            second.log();
            other.log();
        }
        first.undeploy();
        System.out.println("undeployed");
        second.log();
        other.log();
        final Deployment again = Deployment.of(file, counts, 3);
        for (int i = 0; i < 5; i++) {
            again.log();
            second.log();
            other.log();
        }
        System.out.println("done");
        if ("halt".equals(arguments.text("end", "return"))) {
            Runtime.getRuntime().halt(0);
        }
    }
}
