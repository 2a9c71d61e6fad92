package io.logc.server.users;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/**
 * Where somebody comes from, and who a certificate authority says it is.
 *
 * @param address of the other end
 * @param certificateName the common name in its verified client certificate, or null
 */
public record Peer(InetAddress address, String certificateName) {
    private static final int NETWORK_LENGTH = 8;

    /**
     * For whom to count what it takes of something that there is not much of: the user, if it is one, else the certificate's
     * name, else the address, or the network of 64 bits if that is an IPv6 one.
     *
     * @param user as whom it was let in
     * @return not always printable; null for this machine where no users were named, which is trusted
     */
    public String holder(final User user) {
        if (!user.name().isEmpty()) {
            return "user " + user.name();
        }
        if (certificateName != null) {
            return "certificate " + certificateName;
        }
        if (address.isLoopbackAddress()) {
            return null;
        }
        return address instanceof Inet6Address
                ? "network " + HexFormat.of().formatHex(address.getAddress(), 0, NETWORK_LENGTH) + "/64"
                : "address " + address.getHostAddress();
    }

    /**
     * A holder as the log may show it.
     *
     * @param holder what {@link #holder} said
     * @return printable, and not long
     */
    public static String shown(final String holder) {
        final int name = holder.indexOf(' ') + 1;
        return holder.substring(0, name) + Printable.of(holder.substring(name));
    }

    /** What the log calls it.
     * @return its address as text */
    @Override
    public String toString() {
        return address.getHostAddress();
    }
}
