/**
 * Owns the bytes of the message protocol, the line that a message becomes in the file, and the client that sends messages
 * over TCP. Big-endian.
 *
 * <p>It must not know shared memory, log files or the server.
 */
package io.logc.message;
