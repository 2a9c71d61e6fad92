/**
 * Owns the lending of scratch objects to application threads, without locks and without thread-locals.
 *
 * <p>It must not know what is lent.
 */
package io.logc.pool;
