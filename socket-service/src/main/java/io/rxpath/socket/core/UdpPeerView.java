package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;

/**
 * What the application of a UDP socket has exchanged with one peer.
 *
 * @param flow the peer, and our address it has spoken to
 * @param datagrams datagrams read
 * @param bytes their payload
 * @param sha256 digest of all payloads read, one behind the other, 64 hex digits
 * @param sentDatagrams datagrams sent
 * @param sentBytes their payload
 * @param sha256Sent digest of all payloads sent, 64 hex digits
 */
public record UdpPeerView(
        FlowKey flow,
        long datagrams,
        long bytes,
        String sha256,
        long sentDatagrams,
        long sentBytes,
        String sha256Sent) {}
