package io.rxpath.ip.core;

import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IcmpMib;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The two limits on ICMP errors: one for the whole host, one for each peer (kernel net/ipv4/icmp.c icmpv4_mask_allow(),
 * icmpv4_global_allow(), icmpv4_xrlim_allow(); net/ipv4/inetpeer.c inet_peer_xrlim_allow()).
 *
 * <p>Both are token buckets over the time that is passed in. The kernel takes 0 to 2 tokens at random from the host's
 * bucket for each message, so that nobody can read it from outside; here it is their mean, 1, and every run is the same.
 */
final class IcmpRatelimit {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;
    /** Kernel XRLIM_BURST_FACTOR: a peer gets that many errors in a burst. */
    private static final int BURST_FACTOR = 6;
    /** Kernel inet_peer_threshold: so many peers are remembered. */
    private static final int MAX_PEERS = 65_664;

    private static final int NR_ICMP_TYPES = 18;

    private static final class Peer {
        long tokens;
        long last;
    }

    private final Net net;
    private final Map<Integer, Peer> peers = new HashMap<>();
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
    boolean globalAllow(long now) {
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
        Peer peer = peer(daddr, now, timeout);
        peer.tokens = Math.min(peer.tokens + now - peer.last, BURST_FACTOR * timeout);
        peer.last = now;
        if (peer.tokens < timeout) {
            net.icmp.inc(IcmpMib.OUT_RATE_LIMIT_HOST);
            return false;
        }
        peer.tokens -= timeout;
        credit--;
        return true;
    }

    private Peer peer(int daddr, long now, long timeout) {
        @Nullable Peer peer = peers.get(daddr);
        if (peer == null) {
            if (peers.size() >= MAX_PEERS) {
                // One that has all its tokens back is as good as forgotten.
                peers.values().removeIf(p -> p.tokens + now - p.last >= BURST_FACTOR * timeout);
            }
            peer = new Peer();
            peer.tokens = BURST_FACTOR * timeout;
            peer.last = now;
            peers.put(daddr, peer);
        }
        return peer;
    }
}
