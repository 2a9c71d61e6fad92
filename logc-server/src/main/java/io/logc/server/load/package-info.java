/**
 * Owns the load generator: its connections in both message protocols, when they send, and what became of it all.
 *
 * <p>It must not know the command line, nor how its options are called, nor the server.
 */
package io.logc.server.load;
