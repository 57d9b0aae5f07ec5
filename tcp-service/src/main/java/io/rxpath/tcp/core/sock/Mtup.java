package io.rxpath.tcp.core.sock;

/**
 * The search for the MTU of a path: what is known to get through, what is not, and the probe that is under way.
 *
 * <p>Kernel: include/net/inet_connection_sock.h icsk_mtup, include/linux/tcp.h mtu_probe.
 */
public final class Mtup {
    public boolean enabled;
    /** MTU above which nothing is tried, bytes. */
    public int searchHigh;
    /** MTU that is taken to get through, bytes. */
    public int searchLow;
    /** MTU of the probe that is under way, 0 for none. */
    public int probeSize;
    /** When the search began, epoch ns. */
    public long probeTimestamp;
    /** Sequence numbers of the probe. */
    public int seqStart;

    public int seqEnd;
}
