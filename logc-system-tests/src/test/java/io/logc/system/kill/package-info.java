/**
 * Processes that are stopped at named places of logc, and threads that are frozen there: every fault point, in every kind
 * of process that comes past it. It must not know the tests beside it.
 */
package io.logc.system.kill;
