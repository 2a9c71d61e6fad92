package io.logc.server.send;

import io.logc.message.ClientId;
import io.logc.message.Hello;
import io.logc.message.MessageProtocol;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;

/**
 * Whom the load goes to, and as whom.
 *
 * @param address of the server
 * @param user empty for none
 * @param secret UTF-8, empty for none
 * @param tls null for none
 * @param troubles has the words for what goes wrong
 */
record LoadTarget(InetSocketAddress address, String user, byte[] secret, SslContext tls, Troubles troubles) {
    Hello hello(final String clientId) {
        return new Hello(MessageProtocol.VERSION, ClientId.of(clientId), user, secret);
    }
}
