package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IcmpErrorValue;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.UdpBind;
import io.rxpath.socket.core.app.Datagram;
import io.rxpath.socket.core.app.DatagramApplication;
import io.rxpath.socket.core.app.DatagramEcho;
import io.rxpath.socket.core.app.DatagramSink;
import io.rxpath.socket.core.app.DatagramSlow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The UDP sockets of a partition: datagrams and ICMP errors in, programs woken (kernel net/ipv4/udp.c, the part above the
 * lookup). Every socket exists from the start, as bind() has made it; its datagrams all come to the partition of its cookie.
 */
final class UdpSockets {
    private final SocketBooks books;
    private final UdpMem mem;
    private final UdpEnqueue enqueue;
    private final UdpTask task;
    private final UdpSock[] socks;
    private final List<UdpSock> runnable = new ArrayList<>();
    private long wokenAt;

    UdpSockets(List<UdpApp> apps, UdpSettings settings, SocketBooks books) {
        this.books = books;
        this.mem = new UdpMem(settings);
        this.enqueue = new UdpEnqueue(books, mem);
        this.task = new UdpTask(books, new UdpRecvmsg(books, mem), new UdpSendmsg(books, settings));
        this.socks = new UdpSock[apps.size()];
        for (int i = 0; i < socks.length; i++) {
            socks[i] = new UdpSock(apps.get(i), start(apps.get(i)));
        }
    }

    private static @Nullable DatagramApplication start(UdpApp app) {
        AppKind kind = app.kind();
        if (kind == null) {
            return null;
        }
        return switch (kind) {
            case SINK -> new DatagramSink();
            case ECHO -> new DatagramEcho();
            case SLOW -> new DatagramSlow(app.everyNanos());
            case HTTP -> throw new IllegalArgumentException("no HTTP over UDP");
        };
    }

    /** The socket of a cookie, or null. */
    @Nullable
    UdpSock get(long cookie) {
        for (UdpSock sk : socks) {
            if (sk.cookie == cookie) {
                return sk;
            }
        }
        return null;
    }

    /** All of them, in the order of the settings. */
    List<UdpSock> all() {
        return List.of(socks);
    }

    /** A datagram that IP's lookup has found this socket for. */
    void datagram(SockEvent event, SkBuff skb, long now) {
        UdpSock sk = get(event.cookie());
        if (sk == null) {
            // IP knows a socket that nobody has here: the settings differ.
            books.count(SocketStat.UNKNOWN_COOKIE, 1);
            books.arrived(skb);
            books.refused(skb, SkbDropReason.NO_SOCKET.name(), "__udp4_lib_rcv", now);
            return;
        }
        skb.flow = event.flow();
        skb.iif = (int) event.value();
        sk.dirty = true;
        if (enqueue.queueRcv(sk, skb, now)) {
            wake(sk, now);
        }
    }

    /**
     * __udp4_lib_err(), its end: only a connected socket hears of an error, and only of one that is fatal; there is no
     * IP_RECVERR.
     */
    void icmpError(SockEvent event, long now) {
        UdpSock sk = get(event.cookie());
        if (sk == null) {
            books.count(SocketStat.UNKNOWN_COOKIE, 1);
            return;
        }
        IcmpErrorValue error = IcmpErrorValue.decode(event.value());
        if (sk.bind.connected() && error.fatal()) {
            sk.dirty = true;
            sk.err = error.errno();
            wake(sk, now);
        }
    }

    private void wake(UdpSock sk, long now) {
        if (!sk.woken && sk.program != null) {
            sk.woken = true;
            if (runnable.isEmpty()) {
                wokenAt = now;
            }
            runnable.add(sk);
        }
    }

    /** Lets every program run that was woken since the last call. */
    void run(long now) {
        // A program wakes nobody, so the list does not grow here.
        for (int i = 0; i < runnable.size(); i++) {
            UdpSock sk = runnable.get(i);
            sk.woken = false;
            sk.dirty = true;
            task.run(sk, false, now);
        }
        runnable.clear();
    }

    /** Wakes the programs whose sleep is over. */
    void onTimeout(long now) {
        for (UdpSock sk : socks) {
            if (sk.timerAt <= now) {
                sk.timerAt = Long.MAX_VALUE;
                sk.dirty = true;
                task.run(sk, true, now);
            }
        }
        run(now);
    }

    long nextTimeout() {
        long next = runnable.isEmpty() ? Long.MAX_VALUE : wokenAt;
        for (UdpSock sk : socks) {
            next = Math.min(next, sk.timerAt);
        }
        return next;
    }

    /** recv() on a socket from outside; see {@link SocketStack#udpRecv}. */
    Datagram recv(UdpBind bind, int max, int flags, long now) {
        UdpSock sk = get(bind.cookie());
        if (sk == null) {
            throw new IllegalArgumentException("no UDP socket is bound to port " + bind.port() + " like that");
        }
        sk.dirty = true;
        return task.recv(sk, max, flags, now);
    }

    /** All parts were loaded: every program is woken, since what woke it before is not saved. */
    void loaded(long now) {
        for (UdpSock sk : socks) {
            mem.restore(sk);
            for (SkBuff skb : sk.queue) {
                books.queued(skb);
            }
            if (!sk.queue.isEmpty() || sk.err != 0) {
                wake(sk, now);
            }
        }
    }

    /** The peer a part of the saved state belongs to is put back. */
    static void restore(UdpSock sk, FlowKey flow, UdpPeer peer) {
        sk.peers.put(flow, peer);
    }

    List<UdpSockView> show() {
        List<UdpSockView> views = new ArrayList<>();
        for (UdpSock sk : socks) {
            views.add(sk.show());
        }
        return views;
    }
}
