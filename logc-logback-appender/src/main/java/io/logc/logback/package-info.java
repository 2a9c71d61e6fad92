/**
 * The Logback appender of logc.
 *
 * <p>Owns what is Logback's: its configuration properties, its encoder, its status messages. Everything from the
 * encoded bytes on belongs to {@code io.logc.client}; nothing here knows of buffers, sockets or files.
 */
package io.logc.logback;
