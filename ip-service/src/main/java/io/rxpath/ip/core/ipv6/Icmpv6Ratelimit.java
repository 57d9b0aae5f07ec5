package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.IcmpRatelimit;
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

    /** One token of {@code timeout} nanoseconds for a peer. */
    boolean peerAllow(IpAddress daddr, long timeout, long now) {
        Peer peer = peer(daddr, now, timeout);
        peer.tokens = Math.min(peer.tokens + now - peer.last, BURST_FACTOR * timeout);
        peer.last = now;
        if (peer.tokens < timeout) {
            return false;
        }
        peer.tokens -= timeout;
        return true;
    }

    private Peer peer(IpAddress daddr, long now, long timeout) {
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
