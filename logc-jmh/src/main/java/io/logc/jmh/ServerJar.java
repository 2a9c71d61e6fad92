package io.logc.jmh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The server's jar: the one that the system property {@code logc.server.jar} names, or else the one embedded here. */
public final class ServerJar {
    private static final String PROPERTY = "logc.server.jar";
    private static final String RESOURCE = "/META-INF/logc/logc-server.jar";

    private ServerJar() {}

    /**
     * Finds it.
     *
     * @param directory to which the embedded one is extracted
     * @return a file
     * @throws IOException when there is none
     */
    public static Path find(final Path directory) throws IOException {
        final String named = System.getProperty(PROPERTY);
        if (named != null) {
            return Path.of(named);
        }
        try (InputStream embedded = ServerJar.class.getResourceAsStream(RESOURCE)) {
            if (embedded == null) {
                throw new IOException(PROPERTY + ": not set, and no server is embedded; name logc-server.jar");
            }
            final Path extracted = directory.resolve("logc-server.jar");
            Files.copy(embedded, extracted);
            return extracted;
        }
    }
}
