/**
 * Owns what a record of a split event holds, the programs, templates and dates that say how its line is made, and the making
 * of it: the consumer's side, and the layout that both sides share. The same record always makes the same line.
 *
 * <p>What it is given may have been written by a client that is broken or hostile. It must not know who writes records and
 * how, nor logging frameworks, files, threads or sockets.
 */
package io.logc.render;
