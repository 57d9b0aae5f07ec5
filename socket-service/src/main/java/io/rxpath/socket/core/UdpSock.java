package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.UdpBind;
import io.rxpath.skb.UdpHeader;
import io.rxpath.socket.core.app.DatagramApplication;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One UDP socket: data only (kernel struct udp_sock, include/linux/udp.h). */
final class UdpSock {
    /** How many peers a socket's application keeps digests of; the one first heard of is forgotten first. */
    static final int MAX_PEERS = 1024;

    final UdpApp app;
    final UdpBind bind;
    final long cookie;
    final @Nullable DatagramApplication program;

    /** up->reader_queue and behind it sk_receive_queue. */
    final ArrayDeque<SkBuff> queue = new ArrayDeque<>();

    /** How many of the queue's skbs are in up->reader_queue. */
    int readerQueue;

    /** Number of the queue's first skb, counted from 0 since the socket exists. */
    long headSeq;

    /** Skbs from this number on are not saved yet. */
    long storedSeq;

    /** First number that may still be in the saved state. */
    long deletedSeq;

    /** sk_rmem_alloc: memory charged, what was read and not given back included. */
    int rmemAlloc;

    /** sk_forward_alloc: memory scheduled and not used. */
    int forwardAlloc;

    /** up->forward_deficit: memory of what was read and is not given back yet. */
    int forwardDeficit;

    /** sk_err: errno that the next system call reports, or 0. */
    int err;

    /** sk_drops. */
    long drops;

    /** Errors reported to the program. */
    long errors;

    /** When the program wants to be woken, epoch nanoseconds. */
    long timerAt = Long.MAX_VALUE;

    /** It is to run. */
    boolean woken;

    /** It changed since the last save. */
    boolean dirty;

    final Map<FlowKey, UdpPeer> peers = new LinkedHashMap<>();

    /** Peers forgotten since the last save. */
    final List<FlowKey> forgotten = new ArrayList<>();

    UdpSock(UdpApp app, @Nullable DatagramApplication program) {
        this.app = app;
        this.bind = app.bind();
        this.cookie = bind.cookie();
        this.program = program;
    }

    /** up->forward_threshold, which setsockopt(SO_RCVBUF) sets. */
    int forwardThreshold() {
        return bind.rcvbuf() >> 2;
    }

    UdpPeer peer(FlowKey flow) {
        UdpPeer peer = peers.get(flow);
        if (peer == null) {
            if (peers.size() == MAX_PEERS) {
                FlowKey oldest = peers.keySet().iterator().next();
                peers.remove(oldest);
                forgotten.add(oldest);
            }
            peer = new UdpPeer(flow);
            peers.put(flow, peer);
        }
        peer.dirty = true;
        return peer;
    }

    UdpSockView show() {
        int bytes = 0;
        for (SkBuff skb : queue) {
            bytes += skb.len() - UdpHeader.LENGTH;
        }
        List<UdpPeerView> views = new ArrayList<>(peers.size());
        peers.values().forEach(peer -> views.add(peer.show()));
        return new UdpSockView(
                cookie,
                end(bind.address(), bind.device(), bind.port()),
                bind.connected() ? end(bind.peer(), "", bind.peerPort()) : "*",
                app.kind() == null ? "" : app.kind().label(),
                rmemAlloc,
                bind.rcvbuf(),
                queue.size(),
                bytes,
                drops,
                errors,
                views);
    }

    private static String end(IpAddress address, String device, int port) {
        String dev = device.isEmpty() ? "" : "%" + device;
        return (address.isV4() ? address + dev : "[" + address + "]" + dev) + ":" + port;
    }
}
