/**
 * Owns {@code send}: the message client of the command line, and the load generator. Speaks the message protocol and nothing
 * else: it must not know the server beside it in the jar.
 */
package io.logc.server.send;
