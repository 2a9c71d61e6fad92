/**
 * Owns TLS for the message ports: certificate, key and certificate authority from PEM files, their renewal while the server
 * runs, and the words for a handshake that failed.
 *
 * <p>It must not know users or messages.
 */
package io.logc.server.tls;
