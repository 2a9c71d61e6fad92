/**
 * Owns what reaches the disk: a log file and its single writer, the journal that makes a batch exactly-once, draining of
 * buffers into it, and the recovery of what a crash left. A library with two hosts: the server, and the application
 * itself while no server answers.
 *
 * <p>It must not know sockets, sessions, appenders or logging frameworks.
 */
package io.logc.drain;
