/**
 * All timers of the stack in one heap and what they do (net/ipv4/tcp_timer.c, tcp_output.c delayed work). Time is a
 * parameter; nothing here reads a clock.
 */
@NullMarked
package io.rxpath.tcp.core.timer;

import org.jspecify.annotations.NullMarked;
