package io.logc.log4j2;

import io.logc.client.LogcOptions;

/**
 * Which file an appender writes, and how: what the builder read from the configuration element.
 *
 * @param fileName the log file as the user wrote it
 * @param options the options, checked
 * @param optionTexts the options' values as text, to see whether a reload changed one; without {@code append}, which is
 *     of effect only when the file is opened for the first time
 */
record FileSpec(String fileName, LogcOptions options, String optionTexts) {}
