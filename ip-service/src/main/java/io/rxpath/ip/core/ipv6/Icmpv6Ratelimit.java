package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.IcmpRatelimit;
import io.rxpath.ip.core.Net;
import io.rxpath.skb.Icmp6Mib;
import io.rxpath.skb.IpAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limits on ICMPv6 messages: the host's, which IPv4 shares, and one for each peer (kernel net/ipv6/icmp.c
 * icmpv6_mask_allow(), icmpv6_global_allow(), icmpv6_xrlim_allow(); net/ipv4/inetpeer.c inet_peer_xrlim_allow()).
 */
final class Icmpv6Ratelimit {
    private static final long MILLI = 1_000_000L;
    /** Kernel XRLIM_BURST_FACTOR: a peer gets that many messages in a burst. */
    private static final int BURST_FACTOR = 6;
    /** Kernel inet_peer_threshold: so many peers are remembered. */
    private static final int MAX_PEERS = 65_664;
    /** A new peer was last limited so long ago. */
    private static final long LONG_AGO = 60_000_000_000L;

    private static final class Peer {
        long tokens;
        long last;
    }

    private final Net6 net6;
    private final IcmpRatelimit global;
    private final Map<IpAddress, Peer> peers = new HashMap<>();

    Icmpv6Ratelimit(Net6 net6, IcmpRatelimit global) {
        this.net6 = net6;
        this.global = global;
    }

    /** True if the limits do not concern the type. */
    boolean maskAllow(int type) {
        return !net6.settings.ratemask().get(type);
    }

    /** Whether the host may send one more; counts if not. */
    boolean globalAllow(long now) {
        return global.globalAllow(now);
    }

    /** Whether the peer may get one more, after {@link #globalAllow}. Takes the tokens; counts if there are none. */
    boolean xrlimAllow(IpAddress daddr, long now) {
        if (!peerAllow(daddr, net6.settings.ratelimitMillis() * MILLI, now)) {
            net6.icmp6.all.inc(Icmp6Mib.OUT_RATE_LIMIT_HOST);
            return false;
        }
        global.consume();
        return true;
    }

    /**
     * One token of {@code timeout} nanoseconds for a peer (kernel inet_peer_xrlim_allow()). Errors and redirects take from the
     * same tokens; within the jiffy in which somebody else has taken some their number is not cut to this limit.
     */
    boolean peerAllow(IpAddress daddr, long timeout, long now) {
        Peer peer = peer(daddr, now);
        long jiffies = now / Net.JIFFY - peer.last / Net.JIFFY;
        if (jiffies != 0) {
            peer.last = now;
            peer.tokens = Math.min(peer.tokens + jiffies * Net.JIFFY, BURST_FACTOR * timeout);
        }
        if (peer.tokens < timeout) {
            return false;
        }
        peer.tokens -= timeout;
        return true;
    }

    private Peer peer(IpAddress daddr, long now) {
        @Nullable Peer peer = peers.get(daddr);
        if (peer == null) {
            if (peers.size() >= MAX_PEERS) {
                // One that was not limited for a minute is as good as new.
                peers.values().removeIf(p -> now - p.last >= LONG_AGO);
            }
            peer = new Peer();
            peer.last = now - LONG_AGO;
            peers.put(daddr, peer);
        }
        return peer;
    }
}
