/**
 * Owns how the files of an administrator are looked after: who else may read them, and whether they have changed since.
 *
 * <p>It must not know what such a file holds.
 */
package io.logc.server.config;
