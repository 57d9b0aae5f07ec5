package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.NeighEntry;
import io.rxpath.ip.core.NeighOps;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import org.jspecify.annotations.Nullable;

/** Requests for IPv6 neighbours (kernel net/ipv6/ndisc.c ndisc_solicit(), ndisc_error_report()). */
final class NdiscSolicit implements NeighOps {
    private final Net6 net6;
    private final NdiscSend send;
    private final Icmpv6Send icmpSend;

    NdiscSolicit(Net6 net6, NdiscSend send, Icmpv6Send icmpSend) {
        this.net6 = net6;
        this.send = send;
        this.icmpSend = icmpSend;
    }

    @Override
    public int protocol() {
        return EthernetHeader.TYPE_IPV6;
    }

    @Override
    public void solicit(NeighEntry entry, @Nullable SkBuff waiting, boolean unicast, long now) {
        IpAddress saddr = null;
        int hash = 0;
        if (waiting != null) {
            Ipv6Header hdr = new Ipv6Header(waiting.buf(), waiting.networkHeader());
            IpAddress own = new IpAddress(hdr.saddrHi(), hdr.saddrLo());
            Inet6Ifaddr known = net6.addrconf().get(entry.dev(), own);
            saddr = known != null && !known.dadFailed ? own : null;
            hash = waiting.hash;
        }
        IpAddress target = entry.address();
        send.sendNs(entry.dev(), target, unicast ? target : Ipv6Addr.solicitedNode(target), saddr, hash, now);
    }

    /** Kernel ip6_link_failure(). */
    @Override
    public void errorReport(NeighEntry entry, SkBuff skb, long now) {
        icmpSend.send(skb, entry.dev(), Icmpv6.DEST_UNREACH, Icmpv6.ADDR_UNREACH, 0, now);
    }

    @Override
    public String errorPlace() {
        return "ndisc_error_report";
    }

    @Override
    public String createFailPlace() {
        return "ip6_finish_output2";
    }
}
