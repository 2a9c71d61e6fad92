package io.logc.server.send;

import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;

/**
 * Whom the load goes to, and as whom.
 *
 * @param address of the server
 * @param user UTF-8, empty for none
 * @param secret UTF-8, empty for none
 * @param tls null for none
 */
record LoadTarget(InetSocketAddress address, byte[] user, byte[] secret, SslContext tls) {}
