/** A plain Logback application. */
package io.logc.samples.logback;
