/** Tests with clients that mean no good: they write into their shared memory what they like, and flood the server. */
package io.logc.system.hostile;
