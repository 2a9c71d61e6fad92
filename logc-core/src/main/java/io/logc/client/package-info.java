/**
 * Owns the application's side: publications that appenders write to, the overflow policy, and the conductor that finds the
 * server, has {@code autostart} start one, or drains in-process.
 *
 * <p>What both appenders need stands here. It must not know either logging framework.
 */
package io.logc.client;
