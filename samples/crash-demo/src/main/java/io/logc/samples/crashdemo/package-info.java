/** The crash demo: an application that is killed while it logs, and the count of what its log file holds then. */
package io.logc.samples.crashdemo;
