package io.rxpath.ip.core;

import io.rxpath.ip.core.conntrack.Conntrack;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfReject;
import io.rxpath.ip.core.route.Dst;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import org.jspecify.annotations.Nullable;

/** Refuses IPv4 packets (kernel net/ipv4/netfilter/nf_reject_ipv4.c nf_send_unreach(), nf_send_reset()). */
final class NfRejectIpv4 implements NfReject {

    private final Net net;
    private final IpRoute route;
    private final IcmpSend icmpSend;
    private final IpLocalOut localOut;

    private final Conntrack conntrack;

    NfRejectIpv4(Net net, IpRoute route, IcmpSend icmpSend, IpLocalOut localOut, Conntrack conntrack) {
        this.conntrack = conntrack;
        this.net = net;
        this.route = route;
        this.icmpSend = icmpSend;
        this.localOut = localOut;
    }

    @Override
    public void unreach(NfHookState state, int type, int code) {
        SkBuff in = state.skb;
        Ipv4Header iph = new Ipv4Header(in.buf(), in.data());
        if (iph.fragmentOffset() != 0) {
            return;
        }
        Dst dst = dst(state, iph);
        if (dst == null || verify(in, iph) && !sound(in, iph)) {
            return;
        }
        icmpSend.send(in, dst, type, code, 0, state.now);
    }

    /** Where the packet goes; before it is routed, the way back to its sender does as well (nf_reject_fill_skb_dst()). */
    private @Nullable Dst dst(NfHookState state, Ipv4Header iph) {
        return state.hook == NfHook.PRE_ROUTING ? route.output(iph.saddr()) : state.dst;
    }

    private static boolean verify(SkBuff in, Ipv4Header iph) {
        return NfReject.verifiesChecksum(in, in.data() + iph.headerLength(), iph.protocol());
    }

    /** Kernel nf_ip_checksum(): what is neither TCP nor UDP must sum up to nothing, as ICMP does. */
    private static boolean sound(SkBuff in, Ipv4Header iph) {
        if (in.csumValid || in.ipSummed == IpSummed.UNNECESSARY || in.ipSummed == IpSummed.PARTIAL) {
            return true;
        }
        in.linearize();
        int length = in.len() - iph.headerLength();
        boolean pseudo = iph.protocol() == IpProtocol.TCP || iph.protocol() == IpProtocol.UDP;
        long sum = pseudo ? InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), iph.protocol(), length) : 0;
        // The sum begins at the IP header, which is nothing unless an option was written to since.
        return InternetChecksum.finish(InternetChecksum.partial(in.buf(), in.data(), in.len(), sum)) == 0;
    }

    @Override
    public void reset(NfHookState state) {
        SkBuff old = state.skb;
        Ipv4Header oiph = new Ipv4Header(old.buf(), old.data());
        int headerLength = oiph.headerLength();
        if (oiph.fragmentOffset() != 0
                || oiph.protocol() != IpProtocol.TCP
                || !Net.mayPull(old, headerLength + TcpHeader.LENGTH)) {
            return;
        }
        Dst before = dst(state, oiph);
        TcpHeader oth = new TcpHeader(old.buf(), old.data() + headerLength);
        if (before == null || oth.rst() || !sound(old, oiph)) {
            return;
        }
        oiph = new Ipv4Header(old.buf(), old.data());
        oth = new TcpHeader(old.buf(), old.data() + headerLength);
        SkBuff skb = Net.allocSkb(TcpHeader.LENGTH);
        skb.hash = old.hash;
        skb.l4Hash = old.l4Hash;
        skb.mark = net.settings.fwmarkReflect() ? old.mark : 0;
        int at = skb.put(TcpHeader.LENGTH);
        TcpHeader th = new TcpHeader(skb.buf(), at).source(oth.dest()).dest(oth.source());
        if (oth.ack()) {
            th.doffAndFlags(TcpHeader.LENGTH / 4, TcpHeader.RST).seq(oth.ackSeq());
        } else {
            int length = old.len() - headerLength - oth.headerLength();
            th.doffAndFlags(TcpHeader.LENGTH / 4, TcpHeader.RST | TcpHeader.ACK)
                    .ackSeq(oth.seq() + (oth.syn() ? 1 : 0) + (oth.fin() ? 1 : 0) + length);
        }
        send(skb, oiph.daddr(), oiph.saddr(), old, state.now);
    }

    private void send(SkBuff skb, int saddr, int daddr, SkBuff old, long now) {
        long pseudo = InternetChecksum.pseudoV4(saddr, daddr, IpProtocol.TCP, TcpHeader.LENGTH);
        TcpHeader th = new TcpHeader(skb.buf(), skb.data());
        th.checksum(InternetChecksum.finish(InternetChecksum.partial(skb.buf(), skb.data(), TcpHeader.LENGTH, pseudo)));
        skb.resetTransportHeader();
        int at = skb.push(Ipv4Header.LENGTH);
        new Ipv4Header(skb.buf(), at)
                .version(4)
                .ihl(5)
                .fragOff16(Ipv4Header.DF)
                .ttl(net.settings.defaultTtl())
                .protocol(IpProtocol.TCP)
                .saddr(saddr)
                .daddr(daddr);
        Dst dst = route.routeMeHarder(skb);
        if (dst == null) {
            return;
        }
        Conntrack.attach(skb, old);
        conntrack.setClosing(old, now);
        localOut.localOut(skb, dst, now);
    }
}
