/**
 * Owns split formatting: what a record of an event holds whose line the consumer makes, the programs, templates and dates
 * that say how, and both sides of it. The application's thread stores what it alone knows, the consumer makes the line of
 * it, and the same record always makes the same line.
 *
 * <p>It must not know logging frameworks, files, threads or sockets.
 */
package io.logc.split;
