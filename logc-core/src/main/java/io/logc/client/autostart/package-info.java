/**
 * Owns the starting of a server where there is none: when it is tried, the jar that an application carries, and the process.
 *
 * <p>It must not know publications, the hand-over, sockets, nor who hears what came of it.
 */
package io.logc.client.autostart;
