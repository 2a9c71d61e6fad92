/**
 * Owns the access to mapped memory: an Agrona {@code AtomicBuffer} by {@code VarHandle}s, with each bound checked, and what
 * the JVM does when a mapping fails.
 *
 * <p>It must not know what is in the memory: no layout of a buffer, no ring, no file; nor threads.
 */
package io.logc.buffer.mapped;
