/**
 * Owns the shared memory: the layout of a buffer file, the directory that holds them, writing records into the ring and
 * reading them out of it with every length checked.
 *
 * <p>The only package that knows Agrona, with {@code mapped} below it. It must not know sockets, log files, threads or either logging framework.
 */
package io.logc.buffer;
