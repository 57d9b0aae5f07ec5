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
    /** HZ 250. */
    private static final long JIFFY = 4_000_000L;
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

    /**
     * Takes {@code timeout} nanoseconds from the peer's tokens if it has them; false if not. Tokens above the burst are lost,
     * but only once a jiffy has passed since somebody has looked: those that ip_error() has just left stay.
     */
    static boolean xrlimAllow(InetPeer peer, long timeout, long now) {
        long burst = now / JIFFY == peer.rateLast / JIFFY ? Long.MAX_VALUE : BURST_FACTOR * timeout;
        return take(peer, timeout, burst, now);
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
