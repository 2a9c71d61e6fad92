/** A plain Log4j2 application. */
package io.logc.samples.log4j2;
