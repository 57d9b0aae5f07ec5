/**
 * The fragments of one datagram and what they may look like (kernel net/ipv4/inet_fragment.c). A data structure: it must not
 * know timers, counters, memory limits or headers.
 */
@NullMarked
package io.rxpath.ip.core.frag;

import org.jspecify.annotations.NullMarked;
