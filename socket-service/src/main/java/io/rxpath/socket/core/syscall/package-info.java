/**
 * A process that makes system calls one by one: file table, stream sockets, poll and epoll (kernel net/socket.c,
 * net/ipv4/af_inet.c, fs/select.c, fs/eventpoll.c).
 */
@NullMarked
package io.rxpath.socket.core.syscall;

import org.jspecify.annotations.NullMarked;
