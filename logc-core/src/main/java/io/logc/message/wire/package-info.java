/**
 * Owns the bytes of the binary message protocol: codes and limits, and each frame's layout, for both sides. Big-endian.
 *
 * <p>It must not know sockets, threads, log files, nor who sends and what becomes of a message.
 */
package io.logc.message.wire;
