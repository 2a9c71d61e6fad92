/**
 * Split formatting for Log4j2: takes a {@link org.apache.logging.log4j.core.layout.PatternLayout} apart and writes events as
 * fields, so that the line is made by who writes the file.
 *
 * <p>Owns what is known of Log4j's conversions. Whatever is not known for certain is rendered in the log call, by Log4j's own
 * converters. Used by {@code io.logc.log4j2}.
 */
package io.logc.log4j2.split;
