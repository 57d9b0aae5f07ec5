package io.rxpath.tcp.core.sock;

/**
 * How fast segments arrive at the peer, as acknowledgments tell it, and the rate at which they may be paced. Times are
 * epoch ns, 0 for none.
 *
 * <p>Kernel: include/linux/tcp.h struct tcp_sock app_limited, rate_delivered, rate_interval_us, first_tx_mstamp,
 * delivered_mstamp; include/net/sock.h sk_pacing_rate.
 */
public final class DeliveryRate {
    /** {@link #pacingRate} before one is known (~0UL). */
    public static final long UNLIMITED = -1;

    /** Count of delivered segments up to which there was a bubble in the pipe, 0 for none; -1 before the first ACK. */
    public int appLimited = -1;
    /** Segments of the best sample, and the time they took, microseconds; 0 before there is one. */
    public long delivered;

    public long intervalUs;
    /** The sample was limited by the application. */
    public boolean sampleAppLimited = true;
    /** When the latest delivered segment went out, and when something was delivered last. */
    public long firstTxMstamp;

    public long deliveredMstamp;
    /** Bytes per second, or {@link #UNLIMITED}: super-packets are sized by it, and see {@link Pacing}. */
    public long pacingRate = UNLIMITED;
}
