/**
 * Owns what connections keep of the server's memory, and the bound for all of it together.
 *
 * <p>It must not know what the bytes mean, nor who sends them.
 */
package io.logc.server.message.memory;
