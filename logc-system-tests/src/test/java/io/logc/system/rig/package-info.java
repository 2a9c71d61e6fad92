/**
 * What the tests of several processes share: places, processes, applications that log what an oracle can check, and the
 * oracle. It must not know any single test.
 */
package io.logc.system.rig;
