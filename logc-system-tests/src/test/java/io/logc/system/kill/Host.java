package io.logc.system.kill;

/** Which process drains the buffers. */
enum Host {
    /** The application itself: there is no server. */
    IN_PROCESS,
    /** A server. */
    SERVER
}
