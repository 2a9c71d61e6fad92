/**
 * Messages over TCP, with clients and servers as processes of their own that are killed and hindered: each message stands in
 * the file once, and each acknowledged one is there.
 */
package io.logc.system.message;
