package io.rxpath.socket.core;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IcmpErrorValue;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.PingValue;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.StateWriter;
import io.rxpath.socket.core.state.PartReader;
import io.rxpath.socket.core.state.PartWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ping sockets and the program that sends echo requests through them and hears the replies (kernel net/ipv4/ping.c
 * ping_rcv(), ping_lookup(), ping_v4_sendmsg(), ping_err()). The last {@link #MAX} are kept to be looked at.
 *
 * <pre>
 *   key 8, cookie 8    one socket; see {@link SocketState}
 * </pre>
 */
final class PingSockets {
    static final int PART = 8;
    static final int MAX = 64;

    /** How long the program waits for answers to its last request, as iputils' ping does. */
    private static final long LINGER = 10_000_000_000L;

    private static final long MILLI = 1_000_000;
    private static final int HEADROOM = 64;

    /** With at least this much room a request carries the time at which it was sent. */
    private static final int STAMP = 8;

    private static final int ECHO_V6 = 128;
    private static final int ECHO_REPLY_V6 = 129;

    private final SocketBooks books;
    private final Map<Long, PingSock> socks = new LinkedHashMap<>();
    private final List<Long> forgotten = new ArrayList<>();

    PingSockets(SocketBooks books) {
        this.books = books;
    }

    /** A person wants pings. One whose identifier is in use is not started again: the event was delivered twice. */
    void start(SockEvent event, long now) {
        PingSock known = socks.get(event.cookie());
        if (known != null && !known.done) {
            books.count(SocketStat.EVENT_REPEAT, 1);
            return;
        }
        socks.remove(event.cookie());
        if (socks.size() == MAX) {
            Iterator<Long> oldest = socks.keySet().iterator();
            forgotten.add(oldest.next());
            oldest.remove();
        }
        socks.put(event.cookie(), new PingSock(event.cookie(), event.flow(), PingValue.decode(event.value()), now));
        onTimeout(now);
    }

    /** An echo reply; data at the ICMP header. */
    void rcv(SockEvent event, SkBuff skb, long now) {
        books.arrived(skb);
        PingSock sk = socks.get(event.cookie());
        if (sk == null || sk.done) {
            books.refused(skb, SkbDropReason.NO_SOCKET.name(), "ping_rcv", now);
            return;
        }
        books.queued(skb);
        skb.linearize();
        IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data());
        if (icmph.type() == IcmpHeader.ECHO_REPLY || icmph.type() == ECHO_REPLY_V6) {
            reply(sk, event.flow(), skb, icmph.restOfHeader() & 0xffff, now);
        }
        books.read(skb, now);
    }

    private static void reply(PingSock sk, FlowKey flow, SkBuff skb, int seq, long now) {
        int ttl = 0;
        if (skb.networkHeader() >= 0) {
            ttl = skb.protocol == EthernetHeader.TYPE_IPV6
                    ? new Ipv6Header(skb.buf(), skb.networkHeader()).hopLimit()
                    : new Ipv4Header(skb.buf(), skb.networkHeader()).ttl();
        }
        long rtt = -1;
        if (skb.len() >= IcmpHeader.LENGTH + STAMP) {
            PartReader stamp = new PartReader(Arrays.copyOfRange(
                    skb.buf(), skb.data() + IcmpHeader.LENGTH, skb.data() + IcmpHeader.LENGTH + STAMP));
            rtt = Math.max(0, now - stamp.get64());
        }
        boolean duplicate = sk.answered.get(seq);
        sk.add(new PingReply(seq, flow.remote(), skb.len(), ttl, rtt, duplicate, 0, 0, 0));
        sk.answered.set(seq);
        sk.lastAt = now;
        sk.dirty = true;
        finish(sk);
    }

    private static void finish(PingSock sk) {
        if (sk.sent == sk.settings.count() && sk.answered.cardinality() >= sk.sent) {
            sk.done = true;
            sk.timerAt = Long.MAX_VALUE;
        }
    }

    /** An ICMP error about a request: {@code event.flow} has who says it and the request's sequence number. */
    void err(SockEvent event, long now) {
        PingSock sk = socks.get(event.cookie());
        if (sk == null || sk.done) {
            return;
        }
        IcmpErrorValue error = IcmpErrorValue.decode(event.value());
        FlowKey flow = event.flow();
        sk.add(new PingReply(
                flow.remotePort(), flow.remote(), 0, 0, -1, false, error.errno(), error.type(), error.code()));
        sk.lastAt = now;
        sk.dirty = true;
    }

    long nextTimeout() {
        long next = Long.MAX_VALUE;
        for (PingSock sk : socks.values()) {
            next = Math.min(next, sk.timerAt);
        }
        return next;
    }

    /** Sends the requests that are due and ends the waits that are over. */
    void onTimeout(long now) {
        for (PingSock sk : socks.values()) {
            if (sk.timerAt > now) {
                continue;
            }
            sk.dirty = true;
            if (sk.sent < sk.settings.count()) {
                sk.sent++;
                send(sk, now);
                boolean last = sk.sent == sk.settings.count();
                sk.timerAt = now + (last ? LINGER : sk.settings.intervalMillis() * MILLI);
            } else {
                sk.done = true;
                sk.timerAt = Long.MAX_VALUE;
            }
        }
    }

    private void send(PingSock sk, long now) {
        int size = sk.settings.size();
        SkBuff skb = SkBuff.alloc(HEADROOM + IcmpHeader.LENGTH + size);
        skb.reserve(HEADROOM);
        int at = skb.put(IcmpHeader.LENGTH + size);
        boolean v4 = sk.flow.isV4();
        new IcmpHeader(skb.buf(), at)
                .type(v4 ? IcmpHeader.ECHO : ECHO_V6)
                .code(0)
                .restOfHeader(sk.flow.localPort() << 16 | sk.sent);
        byte[] data = skb.buf();
        int from = at + IcmpHeader.LENGTH;
        for (int i = 0; i < size; i++) {
            data[from + i] = (byte) i;
        }
        if (size >= STAMP) {
            byte[] stamp = new PartWriter().put64(now).toByteArray();
            System.arraycopy(stamp, 0, data, from, STAMP);
        }
        skb.resetTransportHeader();
        skb.truesize = UdpMem.truesize(skb);
        skb.flow = sk.flow;
        skb.ipProtocol = v4 ? IpProtocol.ICMP : IpProtocol.ICMPV6;
        skb.ttl = sk.settings.ttl();
        skb.hash = sk.flow.hashCode();
        sk.lastAt = now;
        books.out.transmit(skb);
    }

    void saveDirty(StateWriter writer) {
        for (long cookie : forgotten) {
            writer.delete(key(cookie));
        }
        forgotten.clear();
        for (PingSock sk : socks.values()) {
            if (sk.dirty) {
                sk.dirty = false;
                writer.put(key(sk.cookie), sk.encode());
            }
        }
    }

    void load(long cookie, byte[] value) {
        socks.put(cookie, PingSock.decode(cookie, value));
    }

    private static byte[] key(long cookie) {
        return new PartWriter().put8(PART).put64(cookie).toByteArray();
    }

    List<PingView> show() {
        List<PingView> views = new ArrayList<>();
        socks.values().forEach(sk -> views.add(sk.show()));
        return views;
    }
}
