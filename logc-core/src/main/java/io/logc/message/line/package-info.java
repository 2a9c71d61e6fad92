/**
 * Owns the line that a message becomes in the file: its fields, the escaping and the way back.
 *
 * <p>It must not know the protocols by which messages come, nor how lines get into the file.
 */
package io.logc.message.line;
