/**
 * Owns the named places at which tests stop a process or a thread of it: each is a moment after which recovery has
 * something else to do. Off at no cost: without the system property {@code logc.faults} the just-in-time compiler leaves
 * nothing of a place.
 *
 * <p>It must not know what happens at any place; everything else in logc may name one.
 */
package io.logc.fault;
