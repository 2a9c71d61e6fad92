package io.logc.server.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.wire.ClientId;
import io.logc.message.wire.Hello;
import io.logc.message.wire.MessageProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
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
public record LoadTarget(InetSocketAddress address, String user, byte[] secret, SslContext tls, TroubleWords troubles) {
    /** A message in the line protocol: {@code user:payload} or {@code user/secret:payload}, and its end. */
    byte[] line(final int payloadLength) {
        final ByteBuf line = Unpooled.buffer();
        line.writeCharSequence(user, UTF_8);
        if (secret.length > 0) {
            line.writeByte('/').writeBytes(secret);
        }
        line.writeByte(':').writeBytes(MessageFrames.letters(payloadLength)).writeByte('\n');
        return ByteBufUtil.getBytes(line);
    }

    Hello hello(final String clientId) {
        return new Hello(MessageProtocol.VERSION, ClientId.of(clientId), user, secret);
    }
}
