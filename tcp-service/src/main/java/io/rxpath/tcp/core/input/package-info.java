/**
 * What happens to a segment on its way in (net/ipv4/tcp_ipv4.c, tcp_input.c, tcp_minisocks.c): the checks, the fast
 * path, the states. Bytes go to {@code queue}, acknowledgments to {@code ack}.
 */
@NullMarked
package io.rxpath.tcp.core.input;

import org.jspecify.annotations.NullMarked;
