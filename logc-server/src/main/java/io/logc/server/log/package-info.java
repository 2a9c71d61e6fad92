/**
 * Owns the server's own log: short lines for a person, and the rule that nobody fills it by asking again and again.
 *
 * <p>It must not know what is logged.
 */
package io.logc.server.log;
