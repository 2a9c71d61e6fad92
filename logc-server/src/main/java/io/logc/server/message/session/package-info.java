/**
 * Owns the connections: both protocols, who may send, the order of the answers, deadlines.
 *
 * <p>It must not know how a message gets into its file, the options of files, what listens.
 */
package io.logc.server.message.session;
