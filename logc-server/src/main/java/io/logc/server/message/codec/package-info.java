/**
 * Owns how received bytes are cut into frames, the making of a message's line, and the bytes of answers.
 *
 * <p>It must not know sessions, clients and files; the layout of frames is {@code io.logc.message.wire}'s.
 */
package io.logc.server.message.codec;
