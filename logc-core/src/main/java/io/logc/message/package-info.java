/**
 * Owns the client that sends messages over TCP: its connection, its window, what is sent again.
 *
 * <p>It must not know the layout of frames, which is {@code wire}'s, nor shared memory, log files or the server.
 */
package io.logc.message;
