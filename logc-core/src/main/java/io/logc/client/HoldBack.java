package io.logc.client;

import io.logc.drain.BufferWatch;

/**
 * Holds a buffer back until nothing of its predecessor has to be waited for.
 *
 * @param buffer which waits
 */
record HoldBack(ClientBuffer buffer) implements BufferWatch {
    @Override
    public boolean mayBegin() {
        return !buffer.isHeldBack();
    }

    @Override
    public boolean mayDrain() {
        return true;
    }

    @Override
    public void progressed() {
        // The conductor looks for itself.
    }
}
