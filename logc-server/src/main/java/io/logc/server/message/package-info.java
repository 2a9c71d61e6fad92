/**
 * Owns the message server: connections, both protocols, the clients' sequence, and the way of a message into the buffer of
 * its file and of its answer back.
 *
 * <p>It must not know how files are written, nor the control protocol.
 */
package io.logc.server.message;
