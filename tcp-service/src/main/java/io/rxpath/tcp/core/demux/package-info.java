/**
 * Which socket a segment belongs to (net/ipv4/inet_hashtables.c). Knows 4-tuples and listeners, nothing of TCP's state.
 */
@NullMarked
package io.rxpath.tcp.core.demux;

import org.jspecify.annotations.NullMarked;
