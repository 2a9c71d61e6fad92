/**
 * The Log4j2 plugin {@code Logc}: turns events into bytes with the application's own layout and hands them to
 * {@link io.logc.client.Publication}.
 *
 * <p>Owns what is particular to Log4j2: the configuration element, the manager that reloads share, encoding without
 * garbage, error handlers and status messages. Knows nothing of buffers, files, sockets or servers.
 */
package io.logc.log4j2;
