package io.logc.system.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are ended and started again, which nobody else gets in the meantime; none is given twice. Any thread.
 *
 * <p>The system gives outgoing connections the ports from 32,768 on. One of those would be taken now and then, by another
 * test or by a client of the very server: a client that tries again and again while nobody listens may be given the port that
 * it connects to, and then is connected to itself.
 */
public final class Ports {
    private static final int LOWEST = 10_000;
    private static final int HIGHEST = 31_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /**
     * Finds a port at which nobody listens on loopback.
     *
     * @return the port
     */
    public static int free() {
        while (true) {
            final int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
    }

    private static boolean isFree(final int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (final BindException taken) {
            return false;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
