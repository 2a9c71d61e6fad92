package io.logc.server;

import io.logc.buffer.BufferDirectory;
import io.logc.drain.DrainHost;
import io.logc.server.log.ServerLog;
import io.logc.server.message.MessageServer;
import io.logc.server.message.options.MessageOptions;
import io.logc.server.tls.Tls;
import io.logc.server.users.Users;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * The part of a server that takes messages over TCP, where there is one: who may reach it and in which way is checked before
 * a port is opened. Used by the thread that starts and the one that ends the server.
 */
final class MessagePorts implements AutoCloseable {
    private final MessageServer server;

    private MessagePorts(final MessageServer server) {
        this.server = server;
    }

    /**
     * Opens the ports, when messages are to be taken.
     *
     * @param options of the messages; null to take none
     * @param directory for their buffers
     * @param host drains them
     * @param log says what was opened, and how safe it is
     * @return the open ports, or none
     * @throws IOException when a file or port cannot be had, or what was asked for is not safe
     */
    static MessagePorts open(
            final MessageOptions options, final BufferDirectory directory, final DrainHost host, final ServerLog log)
            throws IOException {
        if (options == null) {
            return new MessagePorts(null);
        }
        final Users users = options.users() == null ? Users.anyone() : Users.open(options.users(), log);
        final Tls tls = options.tlsCertificate() == null
                ? null
                : Tls.open(options.tlsCertificate(), options.tlsKey(), options.tlsClientCa(), log);
        final boolean isProofNeeded = options.tlsClientCa() != null || users.haveSecrets();
        final Exposure exposure =
                new Exposure(address(options.address()), tls != null, isProofNeeded, users.areRequired());
        if (!exposure.isSafe()) {
            if (!options.insecure()) {
                throw new IOException("message-address=" + options.address() + ": " + exposure.remedy());
            }
            log.warn("--insecure: message-address=" + options.address() + ": " + exposure.dangers(), null);
        }
        final MessageServer server = MessageServer.start(options, users, tls, directory, host, log);
        log.info(description(options, users, server));
        return new MessagePorts(server);
    }

    private static InetAddress address(final String name) throws IOException {
        try {
            return InetAddress.getByName(name);
        } catch (final UnknownHostException unknown) {
            throw new IOException("message-address=" + name
                    + ": no such address is known; name one of this machine's, or" + " 0.0.0.0 for all");
        }
    }

    private static String description(final MessageOptions options, final Users users, final MessageServer server) {
        final String lines = options.linePort() == MessageOptions.NO_PORT ? "none" : "port " + server.linePort();
        final String certificates = options.tlsClientCa() == null ? "TLS" : "TLS with client certificates";
        return "taking messages at " + options.address() + " port " + server.port() + " (lines: " + lines + ") for "
                + options.messagesFile().toAbsolutePath() + ", acknowledged when "
                + options.acknowledge().name().toLowerCase(Locale.ROOT) + ", "
                + (options.tlsCertificate() == null ? "no TLS" : certificates) + ", "
                + (users.areRequired() ? users.count() + " users" : "no users");
    }

    int port() {
        return server.port();
    }

    int linePort() {
        return server.linePort();
    }

    /** Takes nothing more, answers what was taken, and closes the connections. */
    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }

    /** Gives up the files, once everything in their buffers was drained. */
    void release() {
        if (server != null) {
            server.release();
        }
    }
}
