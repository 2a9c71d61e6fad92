package io.logc.server.users;

import java.net.InetAddress;

/**
 * Where somebody comes from, and who a certificate authority says it is.
 *
 * @param address of the other end
 * @param certificateName the common name in its verified client certificate, or null
 */
public record Peer(InetAddress address, String certificateName) {
    /** What the log calls it.
     * @return its address as text */
    @Override
    public String toString() {
        return address.getHostAddress();
    }
}
