/**
 * Owns who may send messages: the users file, who is whom, as which client and into which file one may write, and how those
 * who are refused are slowed down.
 *
 * <p>It must not know sockets or frames, and never puts a secret, or what might be one, into words.
 */
package io.logc.server.users;
