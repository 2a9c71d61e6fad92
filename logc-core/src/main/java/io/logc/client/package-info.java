/**
 * Owns the application's side: publications that appenders write to, the overflow policy, the conductor that finds the
 * server or drains in-process, and starting a server.
 *
 * <p>What both appenders need stands here. It must not know either logging framework.
 */
package io.logc.client;
