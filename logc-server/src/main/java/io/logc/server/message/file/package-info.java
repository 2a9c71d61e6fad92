/**
 * Owns the way of a message into the buffer of its file, and when that is written.
 *
 * <p>It must not know connections and frames, nor how log files are written.
 */
package io.logc.server.message.file;
