package io.logc.server;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What could happen to messages on their way to an address, and who could send them.
 *
 * @param address that the ports are opened at
 * @param isEncrypted whether TLS is on
 * @param isProofNeeded whether a client from another machine must prove who it is
 * @param areUsersRequired whether a client must be one of the users
 */
record Exposure(InetAddress address, boolean isEncrypted, boolean isProofNeeded, boolean areUsersRequired) {

    /** Whether nothing has to be said. */
    boolean isSafe() {
        return address.isLoopbackAddress() || isEncrypted && isProofNeeded;
    }

    /** How to make it safe. */
    String remedy() {
        final List<String> missing = new ArrayList<>();
        if (!isEncrypted) {
            missing.add("TLS must be on (tls-certificate, tls-key)");
        }
        if (!isProofNeeded) {
            missing.add("clients must prove who they are (tls-client-ca, or users with secrets)");
        }
        return "can be reached from other machines, so " + String.join(", and ", missing)
                + "; or stay at 127.0.0.1, or say insecure if the network is to be trusted";
    }

    /** What is open when it is not made safe. */
    String dangers() {
        final List<String> open = new ArrayList<>();
        if (!isEncrypted) {
            open.add("whoever is on the way can read and change messages" + (isProofNeeded ? ", and read secrets" : "")
                    + " (no TLS)");
        }
        if (!isProofNeeded && !areUsersRequired) {
            open.add("whoever reaches it can write messages, as any client (no users, no client certificates)");
        }
        return open.isEmpty()
                ? "no user can send from another machine (no secrets, no client certificates)"
                : String.join("; ", open);
    }
}
