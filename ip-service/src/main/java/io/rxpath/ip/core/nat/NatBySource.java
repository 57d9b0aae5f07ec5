package io.rxpath.ip.core.nat;

import io.rxpath.ip.core.conntrack.ConntrackListener;
import io.rxpath.ip.core.conntrack.NfConn;
import io.rxpath.ip.core.conntrack.NfTuple;
import io.rxpath.skb.IpAddress;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Connections by the source they came from, so that one source is mapped alike for all its peers (kernel
 * net/netfilter/nf_nat_core.c nf_nat_bysource, same_src()). The newest first, as in the kernel's list.
 */
final class NatBySource implements ConntrackListener {
    private record Source(IpAddress address, int port, int protocol) {
        static Source of(NfTuple tuple) {
            return new Source(tuple.src(), tuple.srcPort(), tuple.protocol());
        }
    }

    private final Map<Source, Deque<NfConn>> connections = new HashMap<>();

    /** Connections with the source of {@code tuple}. */
    Collection<NfConn> sameSource(NfTuple tuple) {
        Deque<NfConn> found = connections.get(Source.of(tuple));
        return found == null ? List.of() : found;
    }

    @Override
    public void inserted(NfConn ct) {
        if (ct.has(NfConn.IPS_SRC_NAT_DONE)) {
            connections
                    .computeIfAbsent(Source.of(ct.original), source -> new ArrayDeque<>(2))
                    .addFirst(ct);
        }
    }

    @Override
    public void removed(NfConn ct) {
        Source source = Source.of(ct.original);
        Deque<NfConn> same = connections.get(source);
        if (same == null) {
            return;
        }
        same.removeIf(other -> other == ct);
        if (same.isEmpty()) {
            connections.remove(source);
        }
    }
}
