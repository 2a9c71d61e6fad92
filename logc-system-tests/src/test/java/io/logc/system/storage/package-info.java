/** Disks, shared memory and buffer files that fail for real, under real servers and applications. */
package io.logc.system.storage;
