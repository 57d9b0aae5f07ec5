package io.rxpath.tcp.core.demux;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.tcp.core.Listener;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpSock;
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
    /** The same in the order in which they are tried. */
    private final List<ListenSock> chain = new ArrayList<>();

    /** Tables with these listeners. */
    public InetHashtables(TcpSettings settings) {
        for (Listener listener : settings.listeners()) {
            addListener(new ListenSock(listener, settings, 0));
        }
    }

    /** listen(), __inet_hash(): the latest is tried first, but one of IPv6 that shares its port last. */
    public void addListener(ListenSock sk) {
        listeners.add(sk);
        IpAddress address = sk.settings.address();
        boolean v6 = address == null ? !sk.v4only : !address.isV4();
        chain.add(sk.opts.reuseport && v6 ? chain.size() : 0, sk);
    }

    /** close() of a listener. */
    public void removeListener(ListenSock sk) {
        listeners.remove(sk);
        chain.remove(sk);
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

    /** The socket of a 4-tuple that hears the device {@code dif}, null for none. */
    public @Nullable SockCommon lookup(
            long localHi, long localLo, long remoteHi, long remoteLo, int localPort, int remotePort, int dif) {
        SockCommon sk = ehash[bucket(localLo, remoteLo, localPort, remotePort, ehash.length)];
        while (sk != null) {
            FlowKey f = sk.flow;
            if (f.remotePort() == remotePort
                    && f.localPort() == localPort
                    && f.remoteLo() == remoteLo
                    && f.localLo() == localLo
                    && f.remoteHi() == remoteHi
                    && f.localHi() == localHi
                    && sk.hears(dif)) {
                return sk;
            }
            sk = sk.hashNext;
        }
        return null;
    }

    /** The socket of a 4-tuple that hears the device {@code dif}, null for none. */
    public @Nullable SockCommon lookup(FlowKey f, int dif) {
        return lookup(f.localHi(), f.localLo(), f.remoteHi(), f.remoteLo(), f.localPort(), f.remotePort(), dif);
    }

    /** The full socket of a 4-tuple with this cookie, null for none. */
    public @Nullable TcpSock lookupCookie(FlowKey f, long cookie) {
        SockCommon sk = ehash[bucket(f.localLo(), f.remoteLo(), f.localPort(), f.remotePort(), ehash.length)];
        while (sk != null && !(sk.id == cookie && sk instanceof TcpSock && sk.flow.equals(f))) {
            sk = sk.hashNext;
        }
        return (TcpSock) sk;
    }

    /** inet_lookup_listener() for a segment of this flow that came in by device {@code dif}, null for none. */
    public @Nullable ListenSock lookupListener(FlowKey f, int dif) {
        return lookupListener(f.localHi(), f.localLo(), f.localPort(), f.remoteHi(), f.remoteLo(), f.remotePort(), dif);
    }

    /**
     * inet_lookup_listener(): a socket of that very address goes before one of any; of those, one that is bound to the
     * device, then one of the packet's own family before one that takes both. But the first that shares its port by
     * SO_REUSEPORT ends the search: of its group the hash of the flow chooses, so a flow keeps its socket while none comes or
     * goes. Null for none.
     *
     * @param dif number of the device it came in by
     */
    public @Nullable ListenSock lookupListener(
            long localHi, long localLo, int port, long remoteHi, long remoteLo, int remotePort, int dif) {
        int hash = ehashfn(localLo, remoteHi ^ remoteLo, port, remotePort);
        ListenSock sk = lookupChain(true, localHi, localLo, port, hash, dif);
        return sk != null ? sk : lookupChain(false, localHi, localLo, port, hash, dif);
    }

    /** inet_lhash2_lookup() among the sockets of an address, or of any. */
    private @Nullable ListenSock lookupChain(boolean bound, long localHi, long localLo, int port, int hash, int dif) {
        boolean v4 = IpAddress.isV4(localHi, localLo);
        ListenSock best = null;
        int hiscore = 0;
        for (int i = 0; i < chain.size(); i++) {
            ListenSock sk = chain.get(i);
            IpAddress address = sk.settings.address();
            boolean here = address == null ? !bound : bound && address.hi() == localHi && address.lo() == localLo;
            int score = here ? computeScore(sk, v4, port, dif) : 0;
            if (score > hiscore) {
                if (sk.opts.reuseport) {
                    return selectByHash(sk, hash);
                }
                hiscore = score;
                best = sk;
            }
        }
        return best;
    }

    /** compute_score() of both families; 0 for no match. */
    private static int computeScore(ListenSock sk, boolean v4, int port, int dif) {
        boolean deaf = sk.boundDev != 0 && sk.boundDev != dif;
        if (sk.settings.port() != port || (v4 ? sk.opts.v6only : sk.v4only) || deaf) {
            return 0;
        }
        return (sk.boundDev != 0 ? 2 : 1) + (v4 && sk.v4only ? 1 : 0);
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
                && a.boundDev == b.boundDev
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
