/** Tests that need several processes: applications and servers that are started, killed and looked at from outside. */
package io.logc.system;
