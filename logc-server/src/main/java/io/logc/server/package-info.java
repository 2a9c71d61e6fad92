/**
 * Owns the server process: its command line, the control port, the sweep, start and end. What a client says there is for
 * {@code control} below it; what reaches a log file is done by {@code io.logc.drain}.
 */
package io.logc.server;
