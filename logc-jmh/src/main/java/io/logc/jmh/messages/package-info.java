/**
 * The message server beside a bare Netty server that only answers: how long messages take, how many a second there are, and
 * what an idle connection costs. Programs for people; nothing depends on them.
 */
package io.logc.jmh.messages;
