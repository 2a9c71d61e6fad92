/**
 * Opens the small files of a buffer directory: locks, journals, counters. What somebody else has put in their place is
 * refused, and never waited for. Says in words why a file cannot be used.
 *
 * <p>Knows nothing of what a file holds.
 */
package io.logc.file;
