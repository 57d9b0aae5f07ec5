package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbRecord;
import io.rxpath.skb.StateWriter;
import io.rxpath.socket.core.state.PartReader;
import io.rxpath.socket.core.state.PartWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What survives a restart, and in which parts. No kernel counterpart: a kernel's sockets die with it.
 *
 * <pre>
 *   key 1, cookie 8                  one socket without its queue
 *   key 2, cookie 8, start 8         one queued skb; written once, deleted when it is read
 *   key 3                            ledger and counters
 *   key 4, slot 2                    one closed connection
 *   key 5..7                         {@link UdpState}
 *   key 8                            {@link PingSockets}
 * </pre>
 */
final class SocketState {
    private static final int SOCK = 1;
    private static final int SKB = 2;
    private static final int BOOKS = 3;
    private static final int CLOSED = 4;
    private static final int VERSION = 1;

    private final SocketBooks books;
    private final SockTable socks;
    private final ClosedSocks closed;
    private final UdpState udp;
    private final PingSockets ping;
    private final List<Sock> dirty = new ArrayList<>();
    private final Map<Long, TreeMap<Long, SkBuff>> loadedSkbs = new HashMap<>();

    SocketState(SocketBooks books, SockTable socks, ClosedSocks closed, UdpState udp, PingSockets ping) {
        this.udp = udp;
        this.ping = ping;
        this.books = books;
        this.socks = socks;
        this.closed = closed;
    }

    /** The socket is about to change. */
    void touch(Sock sk) {
        if (!sk.dirty) {
            sk.dirty = true;
            dirty.add(sk);
        }
    }

    void saveDirty(StateWriter writer) {
        for (Sock sk : dirty) {
            sk.dirty = false;
            for (long start : sk.receiveQueue.takeUnqueuedStored()) {
                writer.delete(skbKey(sk.cookie, start));
            }
            if (!sk.closed) {
                writer.put(sockKey(sk.cookie), SockPart.encode(sk));
                saveQueue(sk, writer);
                sk.stored = true;
            } else if (sk.stored) {
                writer.delete(sockKey(sk.cookie));
            }
        }
        dirty.clear();
        for (long i : closed.takeUnsaved()) {
            int slot = ClosedSocks.slot(i);
            writer.put(new PartWriter().put8(CLOSED).put16(slot).toByteArray(), encode(closed.at(slot)));
        }
        udp.saveDirty(writer);
        ping.saveDirty(writer);
        if (books.dirty) {
            books.dirty = false;
            writer.put(new byte[] {BOOKS}, BooksPart.encode(books, closed.count()));
        }
    }

    private static void saveQueue(Sock sk, StateWriter writer) {
        SockReceiveQueue queue = sk.receiveQueue;
        // New skbs stand at the end: the first that is saved already ends the search.
        for (int i = queue.size() - 1; i >= 0 && !queue.markStored(i); i--) {
            SkBuff skb = queue.skb(i);
            byte[] part = new byte[1 + SkbRecord.encodedLength(skb)];
            part[0] = VERSION;
            SkbRecord.encode(skb, part, 1);
            writer.put(skbKey(sk.cookie, queue.start(i)), part);
        }
    }

    void load(byte[] key, byte[] value) {
        PartReader reader = new PartReader(key);
        int type = reader.get8();
        switch (type) {
            case SOCK -> socks.add(SockPart.decode(reader.get64(), value));
            case SKB -> loadSkb(reader.get64(), reader.get64(), value);
            case BOOKS -> closed.restoreCount(BooksPart.decode(value, books));
            case CLOSED -> closed.restore(reader.get16() % ClosedSocks.MAX, decode(value));
            case PingSockets.PART -> ping.load(reader.get64(), value);
            default -> udp.load(type, reader, value);
        }
        if (!reader.atEnd()) {
            throw new IllegalStateException("key of a saved part of type " + type + " has " + key.length + " bytes");
        }
    }

    private void loadSkb(long cookie, long start, byte[] value) {
        new PartReader(value).version(VERSION, "skb");
        SkBuff skb = SkbRecord.decode(value, 1, value.length - 1, 0);
        loadedSkbs.computeIfAbsent(cookie, c -> new TreeMap<>()).put(start, skb);
    }

    /** Puts the parts together; the sockets by cookie. */
    Collection<Sock> loaded() {
        udp.loaded();
        List<Sock> all = socks.sorted();
        for (Sock sk : all) {
            sk.stored = true;
            long next = sk.copiedSeq;
            TreeMap<Long, SkBuff> queue = loadedSkbs.remove(sk.cookie);
            if (queue != null) {
                for (Map.Entry<Long, SkBuff> entry : queue.entrySet()) {
                    long start = entry.getKey();
                    SkBuff skb = entry.getValue();
                    // Of the first skb a part may have been read.
                    boolean fits = sk.receiveQueue.size() == 0 ? start <= next : start == next;
                    if (!fits) {
                        throw new IllegalStateException(
                                "socket " + sk.cookie + ": saved skb at " + start + ", expected " + next);
                    }
                    sk.receiveQueue.add(skb, start, true);
                    books.queued(skb);
                    next = start + skb.len();
                }
            }
            if (next != sk.rcvNxt) {
                throw new IllegalStateException(
                        "socket " + sk.cookie + ": saved queue ends at " + next + ", expected " + sk.rcvNxt);
            }
        }
        if (!loadedSkbs.isEmpty()) {
            throw new IllegalStateException("saved skbs of sockets that were not saved: " + loadedSkbs.keySet());
        }
        return all;
    }

    private static byte[] sockKey(long cookie) {
        return new PartWriter().put8(SOCK).put64(cookie).toByteArray();
    }

    private static byte[] skbKey(long cookie, long start) {
        return new PartWriter().put8(SKB).put64(cookie).put64(start).toByteArray();
    }

    private static byte[] encode(AppConnection c) {
        byte[] flow = new byte[FlowKey.ENCODED_LENGTH];
        c.flow().encode(flow, 0);
        return new PartWriter()
                .put8(VERSION)
                .put64(c.cookie())
                .putBytes(flow, 0, flow.length)
                .put16(c.port())
                .putString(c.app())
                .putString(c.state())
                .put64(c.bytesReceived())
                .putString(c.sha256())
                .put64(c.bytesSent())
                .putString(c.sha256Sent())
                .toByteArray();
    }

    private static AppConnection decode(byte[] value) {
        PartReader reader = new PartReader(value);
        reader.version(VERSION, "closed connection");
        return new AppConnection(
                reader.get64(),
                FlowKey.decode(reader.getBytes(), 0),
                reader.get16(),
                reader.getString(),
                reader.getString(),
                reader.get64(),
                reader.getString(),
                reader.get64(),
                reader.getString(),
                0,
                0);
    }
}
