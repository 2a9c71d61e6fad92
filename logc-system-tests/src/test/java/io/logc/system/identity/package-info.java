/**
 * Who is who, and who lives: class loaders, process ids, namespaces, children, and programs that work in the buffer
 * directory. It must not know the tests beside it.
 */
package io.logc.system.identity;
