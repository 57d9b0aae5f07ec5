package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbRecord;
import io.rxpath.skb.StateWriter;
import io.rxpath.socket.core.app.DatagramApplication;
import io.rxpath.socket.core.state.PartReader;
import io.rxpath.socket.core.state.PartWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The saved form of UDP sockets: see {@link SocketState}, whose types go on here.
 *
 * <pre>
 *   key 5, cookie 8              one socket without its queue
 *   key 6, cookie 8, number 8    one queued skb; written once, deleted when it is read
 *   key 7, cookie 8, flow 36     one peer
 * </pre>
 *
 * <p>A socket that the settings no longer have is forgotten with all that waits in it, as at close().
 */
final class UdpState {
    static final int SOCK = 5;
    static final int SKB = 6;
    static final int PEER = 7;
    private static final int VERSION = 1;
    private static final int SKB_HEADER = 5;

    private final UdpSockets sockets;
    private final Map<UdpSock, TreeMap<Long, SkBuff>> loadedSkbs = new HashMap<>();

    UdpState(UdpSockets sockets) {
        this.sockets = sockets;
    }

    void saveDirty(StateWriter writer) {
        for (UdpSock sk : sockets.all()) {
            if (sk.dirty) {
                sk.dirty = false;
                save(sk, writer);
            }
        }
    }

    private static void save(UdpSock sk, StateWriter writer) {
        for (long seq = sk.deletedSeq; seq < Math.min(sk.headSeq, sk.storedSeq); seq++) {
            writer.delete(skbKey(sk.cookie, seq));
        }
        sk.deletedSeq = sk.headSeq;
        long seq = sk.headSeq;
        for (SkBuff skb : sk.queue) {
            if (seq >= sk.storedSeq) {
                writer.put(skbKey(sk.cookie, seq), encode(skb));
            }
            seq++;
        }
        sk.storedSeq = seq;
        for (FlowKey flow : sk.forgotten) {
            writer.delete(peerKey(sk.cookie, flow));
        }
        sk.forgotten.clear();
        for (UdpPeer peer : sk.peers.values()) {
            if (peer.dirty) {
                peer.dirty = false;
                writer.put(peerKey(sk.cookie, peer.flow), peer.encode());
            }
        }
        writer.put(new PartWriter().put8(SOCK).put64(sk.cookie).toByteArray(), encode(sk));
    }

    private static byte[] encode(SkBuff skb) {
        byte[] part = new byte[SKB_HEADER + SkbRecord.encodedLength(skb)];
        byte[] header = new PartWriter().put8(VERSION).put32(skb.iif).toByteArray();
        System.arraycopy(header, 0, part, 0, SKB_HEADER);
        SkbRecord.encode(skb, part, SKB_HEADER);
        return part;
    }

    private static byte[] encode(UdpSock sk) {
        PartWriter part = new PartWriter()
                .put8(VERSION)
                .put64(sk.headSeq)
                .put64(sk.storedSeq)
                .put32(sk.readerQueue)
                .put32(sk.rmemAlloc)
                .put32(sk.forwardAlloc)
                .put32(sk.forwardDeficit)
                .put32(sk.err)
                .put64(sk.drops)
                .put64(sk.errors)
                .put64(sk.timerAt)
                .put8(sk.app.kind() == null ? 0xff : sk.app.kind().ordinal());
        DatagramApplication program = sk.program;
        if (program != null) {
            program.save(part);
        }
        return part.toByteArray();
    }

    /** Takes one part; {@code key} stands behind its type. */
    void load(int type, PartReader key, byte[] value) {
        if (type < SOCK || type > PEER) {
            throw new IllegalStateException("saved part of type " + type + ", expected 1..8");
        }
        long cookie = key.get64();
        UdpSock sk = sockets.get(cookie);
        switch (type) {
            case SOCK -> {
                if (sk != null) {
                    decode(sk, value);
                }
            }
            case SKB -> {
                long seq = key.get64();
                if (sk != null) {
                    loadedSkbs.computeIfAbsent(sk, s -> new TreeMap<>()).put(seq, decodeSkb(value));
                }
            }
            default -> {
                FlowKey flow = FlowKey.decode(key.getRest(), 0);
                if (sk != null) {
                    UdpSockets.restore(sk, flow, UdpPeer.decode(flow, value));
                }
            }
        }
    }

    private static void decode(UdpSock sk, byte[] value) {
        PartReader part = new PartReader(value);
        part.version(VERSION, "UDP socket");
        sk.headSeq = part.get64();
        sk.storedSeq = part.get64();
        sk.deletedSeq = sk.headSeq;
        sk.readerQueue = part.get32();
        sk.rmemAlloc = part.get32();
        sk.forwardAlloc = part.get32();
        sk.forwardDeficit = part.get32();
        sk.err = part.get32();
        sk.drops = part.get64();
        sk.errors = part.get64();
        sk.timerAt = part.get64();
        int kind = part.get8();
        boolean same = kind == (sk.app.kind() == null ? 0xff : sk.app.kind().ordinal());
        DatagramApplication program = sk.program;
        if (same && program != null) {
            program.load(part);
        }
        if (same && !part.atEnd()) {
            throw new IllegalStateException("saved UDP socket of port " + sk.bind.port() + " has bytes nobody reads");
        }
    }

    private static SkBuff decodeSkb(byte[] value) {
        PartReader part = new PartReader(value);
        part.version(VERSION, "datagram");
        int ifindex = part.get32();
        SkBuff skb = SkbRecord.decode(value, SKB_HEADER, value.length - SKB_HEADER, 0);
        skb.iif = ifindex;
        return skb;
    }

    /** Puts the parts together. */
    void loaded() {
        for (UdpSock sk : sockets.all()) {
            long next = sk.headSeq;
            for (Map.Entry<Long, SkBuff> entry :
                    loadedSkbs.getOrDefault(sk, new TreeMap<>()).entrySet()) {
                if (entry.getKey() != next) {
                    throw new IllegalStateException("UDP socket of port " + sk.bind.port() + ": saved datagram "
                            + entry.getKey() + ", expected " + next);
                }
                sk.queue.add(entry.getValue());
                next++;
            }
            if (next != sk.storedSeq) {
                throw new IllegalStateException("UDP socket of port " + sk.bind.port() + ": saved queue ends at " + next
                        + ", expected " + sk.storedSeq);
            }
        }
        loadedSkbs.clear();
    }

    private static byte[] skbKey(long cookie, long seq) {
        return new PartWriter().put8(SKB).put64(cookie).put64(seq).toByteArray();
    }

    private static byte[] peerKey(long cookie, FlowKey flow) {
        byte[] bytes = new byte[FlowKey.ENCODED_LENGTH];
        flow.encode(bytes, 0);
        return new PartWriter().put8(PEER).put64(cookie).putRaw(bytes).toByteArray();
    }
}
