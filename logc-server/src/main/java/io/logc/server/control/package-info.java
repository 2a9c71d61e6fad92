/**
 * Owns the conversations on the control port: how fast connections are taken, a session for each client, the time and the pace
 * that it is granted, and the buffer of a client that makes none.
 *
 * <p>It must not know the command line, who listens, when a server starts and ends, or messages over TCP.
 */
package io.logc.server.control;
