/**
 * Owns {@code send}: its options, the messages of a command line, and what is told of a load. Of the server beside it in the jar
 * it knows how certificates and private files are read, and must not know more.
 */
package io.logc.server.send;
