/**
 * Owns the bytes of the control protocol between application and server, and the file in which a server says where it
 * listens. Big-endian.
 *
 * <p>It must not know buffer files, log files or threads.
 */
package io.logc.control;
