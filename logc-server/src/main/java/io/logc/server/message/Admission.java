package io.logc.server.message;

import io.logc.server.users.Peer;
import io.logc.server.users.User;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** Decides whether a connection may send, and keeps those waiting that may not. Owned by the session's event loop. */
final class Admission {
    private final ServiceLoop service;
    private final Channel channel;

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
        return new Peer(address(), service.services().certificateNames().apply(channel.pipeline()));
    }

    /** Lets a client of the binary protocol in.
     * @return where its messages go, or null when it may not send */
    MessageLog admit(final String user, final byte[] secret, final String clientId) {
        return logOf(service.services().users().admit(user, secret, clientId, peer()));
    }

    /** Lets a user of the line protocol in.
     * @return where its messages go, or null when it may not send */
    MessageLog admitLine(final String user, final byte[] secret) {
        return logOf(service.services().users().admitLine(user, secret, peer()));
    }

    private MessageLog logOf(final User user) {
        if (user == null) {
            return null;
        }
        try {
            return service.services().files().of(user.file());
        } catch (final IOException e) {
            service.services()
                    .log()
                    .seldom("user " + user.name() + " is refused: " + user.file() + ": " + e.getMessage());
            return null;
        }
    }

    /** Answers a refusal when it is time to; nobody else waits for that. */
    void refuseLater(final Runnable refusal) {
        final long delayNs = service.services().refusals().delayNs(address());
        service.loop().schedule(refusal, delayNs, TimeUnit.NANOSECONDS);
    }
}
