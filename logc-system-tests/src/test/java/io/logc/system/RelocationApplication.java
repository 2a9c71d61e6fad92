package io.logc.system;

import io.logc.system.rig.Arguments;
import io.logc.system.rig.LogTarget;
import io.logc.system.rig.OracleLine;
import java.nio.file.Path;
import java.util.Map;

/**
 * An application with an Agrona of its own: logs a line, uses one of its Agrona's collections, and prints from where its
 * own Agrona and that of logc come.
 */
public final class RelocationApplication {
    private static final String RING = "concurrent.ringbuffer.ManyToOneRingBuffer";

    private RelocationApplication() {}

    /** Runs the application. */
    public static void main(final String[] args) throws ReflectiveOperationException {
        final Class<?> mapType = Class.forName("org.agrona.collections.Object2ObjectHashMap");
        @SuppressWarnings("unchecked")
        final Map<String, String> map =
                (Map<String, String>) mapType.getConstructor().newInstance();
        map.put("key", "value");
        System.out.println("own map=" + map.get("key"));
        System.out.println("own ring=" + sourceOf("org.agrona." + RING));
        final LogTarget target = LogTarget.open(new Arguments(args));
        target.log(new OracleLine(0, 0, 0).text());
        target.stop();
        System.out.println("logc ring=" + sourceOf("io.logc.shaded.agrona." + RING));
    }

    private static String sourceOf(final String className) throws ClassNotFoundException {
        final Class<?> type =
                Class.forName(className, false, Thread.currentThread().getContextClassLoader());
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .getFileName()
                .toString();
    }
}
