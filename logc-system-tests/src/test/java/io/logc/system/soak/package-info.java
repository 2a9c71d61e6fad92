/**
 * The soak: applications and servers that are killed at random for a given time, or a given number of times, while everything
 * is counted that could be lost, doubled, torn or left behind. It must not know any other test.
 */
package io.logc.system.soak;
