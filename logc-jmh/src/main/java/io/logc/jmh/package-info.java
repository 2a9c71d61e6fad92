/**
 * Benchmarks of logc's appenders beside those of the frameworks: how many calls a second reach the file, what a call
 * allocates, and how long a call takes under a paced load. Programs for people; nothing depends on them.
 */
package io.logc.jmh;
