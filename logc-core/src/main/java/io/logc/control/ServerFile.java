package io.logc.control;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logc.file.PrivateFiles;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import java.util.Set;

/**
 * The file {@code server} in a buffer directory: where its server listens, and the secret that both sides prove to know.
 * A properties file, readable by its user only, replaced as a whole.
 *
 * @param port on the loopback address
 * @param pid of the server, for people
 * @param secret random bytes, new at each start of a server
 */
public record ServerFile(int port, long pid, byte[] secret) {
    private static final int SECRET_LENGTH = 32;
    private static final int MAX_LENGTH = 4096;
    private static final int MAX_PORT = 65_535;

    /**
     * Describes this process as the server, with a new secret.
     *
     * @param port where it listens
     * @return the description
     */
    public static ServerFile forThisProcess(final int port) {
        final byte[] secret = new byte[SECRET_LENGTH];
        new SecureRandom().nextBytes(secret);
        return new ServerFile(port, ProcessHandle.current().pid(), secret);
    }

    /**
     * Writes the file in place of an older one.
     *
     * @param path where
     * @throws IOException when it cannot be written
     */
    public void write(final Path path) throws IOException {
        final Path temporary = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        if (java.io.File.separatorChar == '/') {
            final Set<PosixFilePermission> mine = PosixFilePermissions.fromString("rw-------");
            Files.createFile(temporary, PosixFilePermissions.asFileAttribute(mine));
        }
        final String text = "port=" + port + "\npid=" + pid + "\nprotocol=" + ControlProtocol.VERSION + "\nsecret="
                + HexFormat.of().formatHex(secret) + "\n";
        Files.write(temporary, text.getBytes(US_ASCII));
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Reads the file.
     *
     * @param path where
     * @return what it says, or null when there is no server
     * @throws IOException when it cannot be read or makes no sense
     */
    public static ServerFile read(final Path path) throws IOException {
        try {
            final Properties properties = new Properties();
            properties.load(new StringReader(PrivateFiles.read(path, MAX_LENGTH)));
            final int port = Integer.parseInt(properties.getProperty("port", ""));
            final byte[] secret = HexFormat.of().parseHex(properties.getProperty("secret", ""));
            if (port < 1 || port > MAX_PORT || secret.length != SECRET_LENGTH) {
                throw new IOException(path + ": port=" + port + " or the secret makes no sense; restart the server");
            }
            return new ServerFile(port, Long.parseLong(properties.getProperty("pid", "0")), secret);
        } catch (final NoSuchFileException none) {
            return null;
        } catch (final IllegalArgumentException e) {
            throw new IOException(path + ": cannot be read (" + e.getMessage() + "); restart the server", e);
        }
    }
}
