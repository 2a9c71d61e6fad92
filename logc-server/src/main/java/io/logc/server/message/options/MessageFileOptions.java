package io.logc.server.message.options;

import io.logc.message.wire.MessageProtocol;

/**
 * How messages come into one file. Immutable.
 *
 * @param capacity bytes of the ring, a power of two of at least eight times the longest line
 * @param messagesPerWrite a write begins when so many wait
 * @param lingerNs or when the oldest has waited for so long
 * @param acknowledged one of {@link MessageProtocol#RECEIVED}, {@link MessageProtocol#WRITTEN} and
 *     {@link MessageProtocol#SYNCED}
 * @param maxClients that are remembered
 * @param clientMemoryS seconds after which a client that is not connected may be forgotten
 */
public record MessageFileOptions(
        int capacity, int messagesPerWrite, long lingerNs, byte acknowledged, int maxClients, long clientMemoryS) {

    /** Whether messages are acknowledged only once they are on the disk.
     * @return true for {@link MessageProtocol#SYNCED} */
    public boolean isForced() {
        return acknowledged == MessageProtocol.SYNCED;
    }
}
