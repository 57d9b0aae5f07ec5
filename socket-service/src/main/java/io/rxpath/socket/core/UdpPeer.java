package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.socket.core.state.PartReader;
import io.rxpath.socket.core.state.PartWriter;

/**
 * What an application has exchanged with one peer of a UDP socket. No kernel counterpart: a UDP socket knows no peers. It is
 * the proof that each datagram was read once.
 */
final class UdpPeer {
    private static final int VERSION = 1;

    final FlowKey flow;
    long datagrams;
    long bytes;
    long sentDatagrams;
    long sentBytes;
    StreamDigest digestRead = new StreamDigest();
    StreamDigest digestSent = new StreamDigest();

    /** It changed since the last save. */
    boolean dirty;

    UdpPeer(FlowKey flow) {
        this.flow = flow;
    }

    void read(byte[] payload) {
        datagrams++;
        bytes += payload.length;
        digestRead.update(payload, 0, payload.length);
    }

    void sent(byte[] payload) {
        sentDatagrams++;
        sentBytes += payload.length;
        digestSent.update(payload, 0, payload.length);
    }

    UdpPeerView show() {
        return new UdpPeerView(flow, datagrams, bytes, digestRead.hex(), sentDatagrams, sentBytes, digestSent.hex());
    }

    byte[] encode() {
        byte[] read = digestRead.state();
        byte[] sent = digestSent.state();
        return new PartWriter()
                .put8(VERSION)
                .put64(datagrams)
                .put64(bytes)
                .put64(sentDatagrams)
                .put64(sentBytes)
                .putBytes(read, 0, read.length)
                .putBytes(sent, 0, sent.length)
                .toByteArray();
    }

    static UdpPeer decode(FlowKey flow, byte[] value) {
        PartReader part = new PartReader(value);
        part.version(VERSION, "UDP peer");
        UdpPeer peer = new UdpPeer(flow);
        peer.datagrams = part.get64();
        peer.bytes = part.get64();
        peer.sentDatagrams = part.get64();
        peer.sentBytes = part.get64();
        peer.digestRead = new StreamDigest(part.getBytes());
        peer.digestSent = new StreamDigest(part.getBytes());
        if (!part.atEnd()) {
            throw new IllegalStateException("saved UDP peer " + flow + " has bytes nobody reads");
        }
        return peer;
    }
}
