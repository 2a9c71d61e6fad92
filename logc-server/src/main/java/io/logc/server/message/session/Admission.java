package io.logc.server.message.session;

import io.logc.server.message.clients.KnownClient;
import io.logc.server.message.file.MessageLog;
import io.logc.server.message.options.MessageOptions;
import io.logc.server.tls.Tls;
import io.logc.server.users.Peer;
import io.logc.server.users.User;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;

/** Decides whether a connection may send, and how long those wait that may not. Owned by the session's event loop. */
final class Admission {
    private static final String SHARES = " of users and addresses with too many clients";

    private final ServiceLoop service;
    private final Channel channel;
    private boolean isAdmitted;
    private MessageLog log;
    private KnownClient client;

    /**
     * Looks at a connection.
     *
     * @param service its event loop's state
     * @param channel its channel
     */
    Admission(final ServiceLoop service, final Channel channel) {
        this.service = service;
        this.channel = channel;
    }

    private InetAddress address() {
        final SocketAddress remote = channel.remoteAddress();
        return remote instanceof InetSocketAddress inet ? inet.getAddress() : InetAddress.getLoopbackAddress();
    }

    private Peer peer() {
        return new Peer(address(), Tls.certificateName(channel.pipeline()));
    }

    /** Asks for a client of the binary protocol. */
    void admit(final String user, final byte[] secret, final String clientId) {
        admit(service.services().users().admit(user, secret, clientId, peer()), clientId, false);
    }

    /** Asks for a user of the line protocol. */
    void admitLine(final String user, final byte[] secret) {
        admit(service.services().users().admitLine(user, secret, peer()), user, true);
    }

    private void admit(final User user, final String clientId, final boolean isLine) {
        isAdmitted = user != null;
        log = isAdmitted ? service.services().files().of(user.file()) : null;
        client = log == null ? null : clientOf(user, clientId, isLine);
    }

    private KnownClient clientOf(final User user, final String clientId, final boolean isLine) {
        // A file that is not ready has no clients.
        if (log.clients() == null && log.refusal() != null) {
            return null;
        }
        try {
            final String holder = peer().holder(user);
            final KnownClient found = log.clients().get(clientId, isLine, holder);
            if (found == null) {
                sayFull(user.file(), holder);
            }
            return found;
        } catch (final IOException e) {
            service.services().log().seldom("a new client of messages could not be noted: " + e.getMessage());
            return null;
        }
    }

    private void sayFull(final Path file, final String holder) {
        final MessageOptions options = service.services().options();
        final String path = (file == null ? options.messagesFile() : file) + ": ";
        final String memory = options.clientMemory().toSeconds() + " s";
        final int left = options.maxClients() - log.clients().size();
        if (left > 0 && holder != null) {
            service.services()
                    .log()
                    .seldom(
                            SHARES,
                            path + "a new client of " + Peer.shown(holder)
                                    + " was told to try later: it has as many as are left of"
                                    + " message-clients=" + options.maxClients()
                                    + " for all, and none has been silent for message-client-memory=" + memory,
                            "");
            return;
        }
        service.services()
                .log()
                .seldom(path + "a new client was told to try later: message-clients=" + options.maxClients()
                        + " are remembered, and none has been silent for message-client-memory=" + memory);
    }

    /** Whether it may send.
     * @return false when it is to be refused */
    boolean isAdmitted() {
        return isAdmitted;
    }

    /** As whom it sends.
     * @return null when it is to try again */
    KnownClient client() {
        return client;
    }

    /** Where its messages go.
     * @return the file */
    MessageLog log() {
        return log;
    }

    /** Counts a refusal of the connection's address.
     * @return how long it is to wait for the answer, in nanoseconds */
    long refusalDelayNs() {
        return service.services().refusals().delayNs(address());
    }
}
