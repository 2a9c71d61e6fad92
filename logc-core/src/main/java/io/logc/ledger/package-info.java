/**
 * Owns the file in which a server remembers its messages' clients, and the last message of each that is on file.
 *
 * <p>It must not know buffers, sockets or threads.
 */
package io.logc.ledger;
