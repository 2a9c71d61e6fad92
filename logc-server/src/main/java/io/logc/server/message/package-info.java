/**
 * Owns what listens: the message server as others start and end it, its threads, its ports and TLS in front of sessions.
 *
 * <p>It must not know frames, lines, clients, nor how a message gets into its file.
 */
package io.logc.server.message;
