/**
 * Owns what is known of those who send: which clients are remembered, the last message of each, which session has a client,
 * and which message comes next.
 *
 * <p>It must not know connections, frames and files, but for the ledger.
 */
package io.logc.server.message.clients;
