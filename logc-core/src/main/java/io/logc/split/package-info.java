/**
 * Owns the application's side of split formatting: patterns taken apart, the writing of an event's record, and what is known
 * of a buffer's dictionary. The application's thread stores what it alone knows, and {@link io.logc.render} makes the line of
 * it.
 *
 * <p>It must not know logging frameworks, files, threads or sockets.
 */
package io.logc.split;
