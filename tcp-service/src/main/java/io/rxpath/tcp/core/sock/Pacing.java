package io.rxpath.tcp.core.sock;

/**
 * When a socket may send next if it does so at a rate. The rate is {@link DeliveryRate#pacingRate}, the most it may be
 * {@link SockOpts#maxPacingRate}.
 *
 * <p>Kernel: include/linux/tcp.h struct tcp_sock tcp_wstamp_ns, pacing_timer; include/net/sock.h sk_pacing_status.
 */
public final class Pacing {
    /** The queue of the device sends its segments at its rate (SK_PACING_FQ); it stays so when the queue goes. */
    public boolean fq;
    /** When the segment sent last departs, or the next may, epoch ns (tcp_wstamp_ns). */
    public long wstamp;
    /** When sending goes on, epoch ns. */
    public long timer = SockCommon.NEVER;
}
