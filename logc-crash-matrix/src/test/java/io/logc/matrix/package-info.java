/** Checks docs/crash-matrix.md against what the tests of all modules have reported in this build. */
package io.logc.matrix;
