/**
 * Owns the kernel's file locks: who is alive, who drains, who writes is decided by them alone.
 *
 * <p>Knows nothing of what a lock protects.
 */
package io.logc.lock;
