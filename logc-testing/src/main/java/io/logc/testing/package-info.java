/** What the tests of all modules have in common; knows nothing of logc. */
package io.logc.testing;
