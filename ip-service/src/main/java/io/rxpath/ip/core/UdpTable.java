package io.rxpath.ip.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.UdpBind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The host's UDP sockets by port, and which of them a datagram is for (kernel net/ipv4/udp.c __udp4_lib_lookup(),
 * udp4_lib_lookup2(), compute_score(), __udp_is_mcast_sock(); net/ipv6/udp.c for IPv6; net/core/sock_reuseport.c
 * reuseport_select_sock()).
 *
 * <p>Differs: the hash that gives a flow to one of the sockets that share a port is not seeded with chance, so a flow stays
 * with its socket over a restart.
 */
public final class UdpTable {
    private static final List<Entry> NONE = List.of();

    private final Map<Integer, List<Entry>> byPort = new HashMap<>();

    /**
     * A bound socket.
     *
     * @param bind what it is bound to
     * @param cookie its number, see {@link UdpBind#cookie()}
     * @param ifindex sk_bound_dev_if: the only device it hears, 0 for every one, -1 for one that the host has not got
     */
    public record Entry(UdpBind bind, long cookie, int ifindex) {
        boolean v4() {
            return bind.address().isV4();
        }

        private boolean any() {
            return UdpBind.isAny(bind.address());
        }

        /** Takes part in the lookup for a packet of this family: an IPv6 socket on :: hears IPv4 too. */
        private boolean hears(boolean v4Packet) {
            return v4Packet ? v4() || any() && !bind.v6only() : !v4();
        }

        /** udp_sk_bound_dev_eq() without VRF. */
        private boolean hearsDevice(int dif) {
            return ifindex == 0 || ifindex == dif;
        }

        private boolean hearsPeer(FlowKey flow) {
            return !bind.connected()
                    || bind.peer().hi() == flow.remoteHi()
                            && bind.peer().lo() == flow.remoteLo()
                            && bind.peerPort() == flow.remotePort();
        }

        private boolean bound(FlowKey flow) {
            return bind.address().hi() == flow.localHi() && bind.address().lo() == flow.localLo();
        }

        /** compute_score() of a socket that {@link #bound} or the wildcard has let in; -1 if it is not for it. */
        private int score(FlowKey flow, boolean v4Packet, int dif) {
            if (!hears(v4Packet) || !hearsPeer(flow) || !hearsDevice(dif)) {
                return -1;
            }
            int unit = v4Packet ? 4 : 1;
            int score = v4Packet && v4() ? 2 : v4Packet ? 1 : 0;
            return score + (bind.connected() ? 2 * unit : 0) + (ifindex != 0 ? unit : 0);
        }
    }

    /** The sockets {@code binds}, bound in that order; {@code ifindexes} gives a device's number or -1. */
    public UdpTable(List<UdpBind> binds, ToIntFunction<String> ifindexes) {
        for (UdpBind bind : binds) {
            int ifindex = bind.device().isEmpty() ? 0 : ifindexes.applyAsInt(bind.device());
            List<Entry> ofPort = byPort.computeIfAbsent(bind.port(), p -> new ArrayList<>());
            Entry entry = new Entry(bind, bind.cookie(), ifindex);
            // udp_lib_get_port(): the one bound last is found first, but for IPv6 sockets that share.
            boolean atTail = bind.reuseport() && !entry.v4();
            ofPort.add(atTail ? ofPort.size() : 0, entry);
        }
    }

    /**
     * The socket a datagram for one host is for, or null. {@code flow}: its destination as local end, its source as remote
     * end; {@code dif}: the device it came in by.
     */
    public @Nullable Entry lookup(FlowKey flow, int dif) {
        List<Entry> ofPort = byPort.getOrDefault(flow.localPort(), NONE);
        if (ofPort.isEmpty()) {
            return null;
        }
        boolean v4Packet = flow.isV4();
        Entry found = lookup2(ofPort, flow, v4Packet, dif, false);
        return found != null ? found : lookup2(ofPort, flow, v4Packet, dif, true);
    }

    /** The best of those bound to the very address, or of those on all addresses. */
    private static @Nullable Entry lookup2(
            List<Entry> ofPort, FlowKey flow, boolean v4Packet, int dif, boolean wildcard) {
        Entry result = null;
        int badness = v4Packet ? 0 : -1;
        for (int i = 0; i < ofPort.size(); i++) {
            Entry entry = ofPort.get(i);
            boolean candidate = wildcard ? entry.any() : entry.bound(flow);
            int score = candidate ? entry.score(flow, v4Packet, dif) : -1;
            if (score <= badness) {
                continue;
            }
            badness = score;
            result = entry;
            if (entry.bind.reuseport() && !entry.bind.connected()) {
                List<Entry> group = group(ofPort, entry);
                result = select(group, flow);
                if (group.stream().noneMatch(one -> one.bind.connected())) {
                    return result;
                }
                badness = result.score(flow, v4Packet, dif);
            }
        }
        return result;
    }

    /** Those that share an address: struct sock_reuseport, in the order of their numbers. */
    private static List<Entry> group(List<Entry> ofPort, Entry of) {
        List<Entry> group = new ArrayList<>();
        for (Entry entry : ofPort) {
            if (entry.bind.reuseport()
                    && entry.bind.address().equals(of.bind.address())
                    && entry.bind.v6only() == of.bind.v6only()
                    && entry.ifindex == of.ifindex) {
                group.add(entry);
            }
        }
        group.sort((a, b) -> Integer.compare(a.bind.slot(), b.bind.slot()));
        return group;
    }

    /** reuseport_select_sock_by_hash(): the one the hash says, or the next that is not connected. */
    private static Entry select(List<Entry> group, FlowKey flow) {
        int n = group.size();
        int i = (int) ((ehash(flow) & 0xffff_ffffL) * n >>> 32);
        while (group.get(i).bind.connected()) {
            i = (i + 1) % n;
        }
        return group.get(i);
    }

    /** Stands for udp_ehashfn(): every bit of addresses and ports decides. */
    private static int ehash(FlowKey flow) {
        long h = flow.localHi() * 0x9E37_79B9_7F4A_7C15L ^ flow.localLo();
        h = (h ^ h >>> 31) * 0x9E37_79B9_7F4A_7C15L ^ flow.remoteHi();
        h = (h ^ h >>> 31) * 0x9E37_79B9_7F4A_7C15L ^ flow.remoteLo();
        h = (h ^ h >>> 31) * 0x9E37_79B9_7F4A_7C15L ^ ((long) flow.localPort() << 16 | flow.remotePort());
        h = (h ^ h >>> 31) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (h >>> 32);
    }

    /** Every socket a datagram to a group or a broadcast address is for, in the order in which it is given to them. */
    public List<Entry> mcast(FlowKey flow, int dif) {
        List<Entry> all = new ArrayList<>();
        Entry first = null;
        boolean v4Packet = flow.isV4();
        for (Entry entry : byPort.getOrDefault(flow.localPort(), NONE)) {
            boolean address = entry.any() || entry.bound(flow);
            if (address && entry.hears(v4Packet) && entry.hearsPeer(flow) && entry.hearsDevice(dif)) {
                if (first == null) {
                    first = entry;
                } else {
                    all.add(entry);
                }
            }
        }
        if (first != null) {
            // The first found gets the packet itself, when the others have had their copies.
            all.add(first);
        }
        return all;
    }
}
