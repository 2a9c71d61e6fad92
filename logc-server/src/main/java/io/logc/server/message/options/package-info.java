/**
 * Owns what a message server is told: its options, their defaults and bounds.
 *
 * <p>It must not know what becomes of them.
 */
package io.logc.server.message.options;
