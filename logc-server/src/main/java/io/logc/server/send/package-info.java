/**
 * Owns {@code send}: the message client of the command line, and the load generator. Speaks the message protocols and nothing
 * else: of the server beside it in the jar it knows how certificates and private files are read, and must not know more.
 */
package io.logc.server.send;
