package io.rxpath.tcp.core.demux;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.tcp.core.Listener;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TimewaitSock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The established hash (full, request and TIME_WAIT sockets by 4-tuple) and the listeners. Looking up allocates nothing.
 *
 * <p>Kernel: net/ipv4/inet_hashtables.c __inet_lookup_established(), inet_lookup_listener(), inet_ehashfn();
 * net/core/sock_reuseport.c reuseport_select_sock().
 */
public final class InetHashtables {
    private @Nullable SockCommon[] ehash = new SockCommon[256];
    private int size;
    private int timewaits;
    private final List<ListenSock> listeners = new ArrayList<>();

    /** Tables with these listeners. */
    public InetHashtables(TcpSettings settings) {
        for (Listener listener : settings.listeners()) {
            listeners.add(new ListenSock(listener, settings, 0));
        }
    }

    /** listen(). */
    public void addListener(ListenSock sk) {
        listeners.add(sk);
    }

    /** close() of a listener. */
    public void removeListener(ListenSock sk) {
        listeners.remove(sk);
    }

    /** The listeners. */
    public Collection<ListenSock> listeners() {
        return listeners;
    }

    /** The listener that listen() has made under this cookie, null for none. */
    public @Nullable ListenSock listener(long cookie) {
        for (ListenSock sk : listeners) {
            if (sk.cookie == cookie) {
                return sk;
            }
        }
        return null;
    }

    /** Number of sockets in the established hash. */
    public int size() {
        return size;
    }

    /** How many of them are in TIME_WAIT, or in FIN_WAIT2 without an application. */
    public int timewaits() {
        return timewaits;
    }

    /** Every socket of the established hash, in no particular order. */
    public List<SockCommon> all() {
        List<SockCommon> all = new ArrayList<>(size);
        for (SockCommon head : ehash) {
            for (SockCommon sk = head; sk != null; sk = sk.hashNext) {
                all.add(sk);
            }
        }
        return all;
    }

    /** The socket of a 4-tuple, null for none. */
    public @Nullable SockCommon lookup(
            long localHi, long localLo, long remoteHi, long remoteLo, int localPort, int remotePort) {
        SockCommon sk = ehash[bucket(localLo, remoteLo, localPort, remotePort, ehash.length)];
        while (sk != null) {
            FlowKey f = sk.flow;
            if (f.remotePort() == remotePort
                    && f.localPort() == localPort
                    && f.remoteLo() == remoteLo
                    && f.localLo() == localLo
                    && f.remoteHi() == remoteHi
                    && f.localHi() == localHi) {
                return sk;
            }
            sk = sk.hashNext;
        }
        return null;
    }

    /** The socket of a 4-tuple, null for none. */
    public @Nullable SockCommon lookup(FlowKey f) {
        return lookup(f.localHi(), f.localLo(), f.remoteHi(), f.remoteLo(), f.localPort(), f.remotePort());
    }

    /** inet_lookup_listener() for a segment of this flow, null for none. */
    public @Nullable ListenSock lookupListener(FlowKey f) {
        return lookupListener(f.localHi(), f.localLo(), f.localPort(), f.remoteHi(), f.remoteLo(), f.remotePort());
    }

    /**
     * inet_lookup_listener(): a socket of that very address goes before one of any; of those, one of the packet's own
     * family before one that takes both. Of sockets that share all that by SO_REUSEPORT the hash of the flow chooses, so a
     * flow keeps its socket while none comes or goes. Null for none.
     */
    public @Nullable ListenSock lookupListener(
            long localHi, long localLo, int port, long remoteHi, long remoteLo, int remotePort) {
        boolean v4 = IpAddress.isV4(localHi, localLo);
        ListenSock best = null;
        int hiscore = 0;
        for (int i = 0; i < listeners.size(); i++) {
            ListenSock sk = listeners.get(i);
            int score = computeScore(sk, v4, localHi, localLo, port);
            if (score > hiscore) {
                hiscore = score;
                best = sk;
            }
        }
        return best == null || !best.opts.reuseport
                ? best
                : selectByHash(best, ehashfn(localLo, remoteHi ^ remoteLo, port, remotePort));
    }

    /** compute_score() of both families; one of the very address is found before any other. 0 for no match. */
    private static int computeScore(ListenSock sk, boolean v4, long localHi, long localLo, int port) {
        Listener l = sk.settings;
        if (l.port() != port || (v4 ? sk.opts.v6only : sk.v4only)) {
            return 0;
        }
        IpAddress address = l.address();
        if (address == null) {
            return v4 && sk.v4only ? 2 : 1;
        }
        return address.hi() == localHi && address.lo() == localLo ? 4 : 0;
    }

    /** reuseport_select_sock_by_hash(). */
    private ListenSock selectByHash(ListenSock best, int hash) {
        int members = 0;
        for (int i = 0; i < listeners.size(); i++) {
            members += sameGroup(best, listeners.get(i)) ? 1 : 0;
        }
        int left = (int) ((hash & 0xffff_ffffL) * members >>> 32);
        for (int i = 0; i < listeners.size(); i++) {
            if (sameGroup(best, listeners.get(i)) && left-- == 0) {
                return listeners.get(i);
            }
        }
        return best;
    }

    private static boolean sameGroup(ListenSock a, ListenSock b) {
        return b.opts.reuseport
                && a.settings.port() == b.settings.port()
                && a.v4only == b.v4only
                && Objects.equals(a.settings.address(), b.settings.address());
    }

    /** Adds a socket whose 4-tuple is free. */
    public void insert(SockCommon sk) {
        if (size >= ehash.length) {
            grow();
        }
        link(ehash, sk);
        sk.hashed = true;
        size++;
        timewaits += sk instanceof TimewaitSock ? 1 : 0;
    }

    /** Takes a socket out; no effect if it is not in. */
    public void remove(SockCommon sk) {
        if (!sk.hashed) {
            return;
        }
        FlowKey f = sk.flow;
        int at = bucket(f.localLo(), f.remoteLo(), f.localPort(), f.remotePort(), ehash.length);
        SockCommon before = null;
        for (SockCommon s = ehash[at]; s != null; s = s.hashNext) {
            if (s == sk) {
                if (before == null) {
                    ehash[at] = sk.hashNext;
                } else {
                    before.hashNext = sk.hashNext;
                }
                break;
            }
            before = s;
        }
        sk.hashNext = null;
        sk.hashed = false;
        size--;
        timewaits -= sk instanceof TimewaitSock ? 1 : 0;
    }

    private void grow() {
        @Nullable SockCommon[] bigger = new SockCommon[ehash.length * 2];
        for (SockCommon head : ehash) {
            SockCommon sk = head;
            while (sk != null) {
                SockCommon next = sk.hashNext;
                link(bigger, sk);
                sk = next;
            }
        }
        ehash = bigger;
    }

    private static void link(@Nullable SockCommon[] table, SockCommon sk) {
        FlowKey f = sk.flow;
        int at = bucket(f.localLo(), f.remoteLo(), f.localPort(), f.remotePort(), table.length);
        sk.hashNext = table[at];
        table[at] = sk;
    }

    private static int bucket(long localLo, long remoteLo, int localPort, int remotePort, int length) {
        return ehashfn(localLo, remoteLo, localPort, remotePort) >>> 8 & length - 1;
    }

    /** inet_ehashfn(), with a hash of our own. */
    private static int ehashfn(long local, long remote, int localPort, int remotePort) {
        long h = (local * 31 + remote) * 0x9E3779B97F4A7C15L;
        h = (h ^ h >>> 29 ^ ((long) localPort << 16 | remotePort)) * 0xBF58476D1CE4E5B9L;
        return (int) (h >>> 32);
    }
}
