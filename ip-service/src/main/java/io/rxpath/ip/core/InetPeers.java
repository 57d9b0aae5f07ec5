package io.rxpath.ip.core;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of the hosts this one speaks to (kernel net/ipv4/inetpeer.c inet_getpeer(), inet_peer_xrlim_allow()).
 * One bucket of tokens, each a nanosecond, serves the limits on ICMP errors, on unreachable routes and on redirects alike,
 * so each of them takes from the others, as in the kernel.
 */
final class InetPeers {
    /** Kernel XRLIM_BURST_FACTOR: a peer gets that many errors in a burst. */
    private static final int BURST_FACTOR = 6;
    /** Kernel inet_peer_threshold: so many peers are remembered. */
    private static final int MAX_PEERS = 65_664;
    /** A new peer was last limited so long ago. */
    private static final long LONG_AGO = 60_000_000_000L;

    /** One host (kernel struct inet_peer). */
    static final class InetPeer {
        long rateTokens;
        long rateLast;
        int redirects;
        /** Fragments seen of it (kernel rid). */
        int fragments;
    }

    private final Map<Integer, InetPeer> peers = new HashMap<>();

    /** The peer of an address, made if need be. */
    InetPeer get(int address, long now) {
        @Nullable InetPeer peer = peers.get(address);
        if (peer == null) {
            if (peers.size() >= MAX_PEERS) {
                // One that was not limited for a minute is as good as new.
                peers.values().removeIf(p -> now - p.rateLast >= LONG_AGO);
            }
            peer = new InetPeer();
            peer.rateLast = now - LONG_AGO;
            peers.put(address, peer);
        }
        return peer;
    }

    /** Takes {@code timeout} nanoseconds from the peer's tokens if it has them; false if not. */
    static boolean xrlimAllow(InetPeer peer, long timeout, long now) {
        long jiffies = now / Net.JIFFY - peer.rateLast / Net.JIFFY;
        if (jiffies != 0) {
            // Within the jiffy in which somebody else has taken tokens their number is not cut to this limit.
            peer.rateLast = now;
            peer.rateTokens = Math.min(peer.rateTokens + jiffies * Net.JIFFY, BURST_FACTOR * timeout);
        }
        if (peer.rateTokens < timeout) {
            return false;
        }
        peer.rateTokens -= timeout;
        return true;
    }

    /** Lets tokens grow up to {@code burst} and takes {@code cost} of them; false if there are not so many. */
    static boolean take(InetPeer peer, long cost, long burst, long now) {
        peer.rateTokens = Math.min(peer.rateTokens + Math.max(0, now - peer.rateLast), burst);
        peer.rateLast = now;
        if (peer.rateTokens < cost) {
            return false;
        }
        peer.rateTokens -= cost;
        return true;
    }
}
