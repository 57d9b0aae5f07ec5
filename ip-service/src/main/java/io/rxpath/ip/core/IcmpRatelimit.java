package io.rxpath.ip.core;

import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IcmpMib;

/**
 * The two limits on ICMP errors: one for the whole host, one for each peer (kernel net/ipv4/icmp.c icmpv4_mask_allow(),
 * icmpv4_global_allow(), icmpv4_xrlim_allow(); net/ipv4/inetpeer.c inet_peer_xrlim_allow()).
 *
 * <p>Both are token buckets over the time that is passed in. The kernel takes 0 to 2 tokens at random from the host's
 * bucket for each message, so that nobody can read it from outside; here it is their mean, 1, and every run is the same.
 */
public final class IcmpRatelimit {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;
    private static final int NR_ICMP_TYPES = 18;

    private final Net net;
    private long credit;
    private long stamp;

    IcmpRatelimit(Net net) {
        this.net = net;
    }

    /** True if the limits do not concern the message. */
    boolean maskAllow(int type, int code) {
        return type > NR_ICMP_TYPES
                || (type == IcmpHeader.DEST_UNREACH && code == IcmpHeader.FRAG_NEEDED)
                || (net.settings.icmp().ratemask() >>> type & 1) == 0;
    }

    /** Whether the host may send one more; counts if not. */
    public boolean globalAllow(long now) {
        if (credit <= 0 && !refill(now)) {
            net.icmp.inc(IcmpMib.OUT_RATE_LIMIT_GLOBAL);
            return false;
        }
        return true;
    }

    private boolean refill(long now) {
        long elapsed = Math.min(now - stamp, SECOND);
        long more = net.settings.icmp().msgsPerSec() * elapsed / SECOND;
        if (elapsed < SECOND / 50 || more == 0) {
            return false;
        }
        stamp = now;
        credit = Math.min(credit + more, net.settings.icmp().msgsBurst());
        return true;
    }

    /** Whether {@code daddr} may get one more, after {@link #globalAllow}; takes the tokens, or counts. */
    boolean xrlimAllow(int daddr, long now) {
        long timeout = net.settings.icmp().ratelimitMillis() * MILLI;
        if (!InetPeers.xrlimAllow(net.peers.get(daddr, now), timeout, now)) {
            net.icmp.inc(IcmpMib.OUT_RATE_LIMIT_HOST);
            return false;
        }
        consume();
        return true;
    }

    /** Takes a message from the host's credit (kernel icmp_global_consume()). */
    public void consume() {
        credit--;
    }
}
