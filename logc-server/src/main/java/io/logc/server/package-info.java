/**
 * Owns the server process: its command line, the control port, a session for each client, the sweep, start and end. What
 * reaches a log file is done by {@code io.logc.drain}.
 */
package io.logc.server;
