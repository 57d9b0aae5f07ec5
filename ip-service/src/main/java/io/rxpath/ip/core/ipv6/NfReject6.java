package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.conntrack.Conntrack;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfReject;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;

/**
 * Rejecting packets (kernel net/ipv6/netfilter/nf_reject_ipv6.c nf_send_reset6(), nf_send_unreach6(),
 * nf_reject_ip6_tcphdr_get(), reject6_csum_ok()).
 */
final class NfReject6 implements NfReject {

    private final Net6 net6;
    private final Ip6Route route;
    private final Ip6Output output;
    private final Icmpv6Send icmpSend;

    private final Conntrack conntrack;

    NfReject6(Net6 net6, Ip6Route route, Ip6Output output, Icmpv6Send icmpSend, Conntrack conntrack) {
        this.conntrack = conntrack;
        this.net6 = net6;
        this.route = route;
        this.output = output;
        this.icmpSend = icmpSend;
    }

    /** An ICMPv6 error of this type and code; none for fragments after the first and broken checksums. */
    @Override
    public void unreach(NfHookState state, int type, int code) {
        SkBuff in = state.skb;
        in.linearize();
        byte[] a = in.buf();
        int nh = in.networkHeader();
        long found = Exthdrs.skip(a, nh + Ipv6Header.LENGTH, in.tail(), new Ipv6Header(a, nh).nextHeader());
        if (found < 0
                || (found & Exthdrs.LATER_FRAGMENT) != 0
                || (int) (found >>> 32) >= in.tail()
                || !checksumOk(in, found)) {
            return;
        }
        NetDevice dev = state.hook == NfHook.LOCAL_OUT || in.iif == 0 ? state.out : state.in;
        if (dev == null) {
            dev = net6.net.devByIndex(in.iif);
        }
        if (dev != null) {
            icmpSend.send(in, dev, type, code, 0, state.now);
        }
    }

    private static boolean checksumOk(SkBuff in, long found) {
        int protocol = (int) found & 0xff;
        int at = (int) (found >>> 32);
        boolean trusted =
                in.csumValid || in.ipSummed == IpSummed.UNNECESSARY || in.ipSummed == IpSummed.PARTIAL || in.iif == 0;
        return trusted
                || !NfReject.verifiesChecksum(in, at, protocol)
                || sum(in.buf(), in.networkHeader(), at, in.tail(), protocol) == 0;
    }

    private static int sum(byte[] a, int nh, int at, int end, int protocol) {
        Ipv6Header hdr = new Ipv6Header(a, nh);
        long pseudo =
                InternetChecksum.pseudo(hdr.saddrHi(), hdr.saddrLo(), hdr.daddrHi(), hdr.daddrLo(), protocol, end - at);
        return InternetChecksum.finish(InternetChecksum.partial(a, at, end - at, pseudo));
    }

    /** A reset with the numbers the segment's sender expects; none for a reset, a group, or a broken segment. */
    @Override
    public void reset(NfHookState state) {
        SkBuff in = state.skb;
        in.linearize();
        byte[] a = in.buf();
        int nh = in.networkHeader();
        Ipv6Header hdr = new Ipv6Header(a, nh);
        IpAddress own = new IpAddress(hdr.daddrHi(), hdr.daddrLo());
        IpAddress peer = new IpAddress(hdr.saddrHi(), hdr.saddrLo());
        if (Ipv6Addr.isMulticast(own) || Ipv6Addr.isMulticast(peer) || Ipv6Addr.isAny(peer)) {
            return;
        }
        long found = Exthdrs.skip(a, nh + Ipv6Header.LENGTH, in.tail(), hdr.nextHeader());
        if (found < 0 || (found & Exthdrs.LATER_FRAGMENT) != 0 || ((int) found & 0xff) != IpProtocol.TCP) {
            return;
        }
        int at = (int) (found >>> 32);
        if (at + TcpHeader.LENGTH > in.tail()) {
            return;
        }
        TcpHeader th = new TcpHeader(a, at);
        if ((th.flags() & TcpHeader.RST) != 0 || !checksumOk(in, found)) {
            return;
        }
        Rt6 back = route.output(peer, own, 0, 0);
        if (!back.found()) {
            return;
        }
        SkBuff skb = Icmpv6Send.alloc(in, TcpHeader.LENGTH);
        int to = skb.put(TcpHeader.LENGTH);
        TcpHeader rst =
                new TcpHeader(skb.buf(), to).source(th.dest()).dest(th.source()).doff(TcpHeader.LENGTH / 4);
        if ((th.flags() & TcpHeader.ACK) != 0) {
            rst.seq(th.ackSeq()).flags(TcpHeader.RST);
        } else {
            int flags = th.flags();
            int length = in.tail() - at - th.headerLength();
            int ack =
                    th.seq() + ((flags & TcpHeader.SYN) != 0 ? 1 : 0) + ((flags & TcpHeader.FIN) != 0 ? 1 : 0) + length;
            rst.ackSeq(ack).flags(TcpHeader.RST | TcpHeader.ACK);
        }
        long pseudo =
                InternetChecksum.pseudo(own.hi(), own.lo(), peer.hi(), peer.lo(), IpProtocol.TCP, TcpHeader.LENGTH);
        rst.checksum(InternetChecksum.finish(InternetChecksum.partial(skb.buf(), to, TcpHeader.LENGTH, pseudo)));
        skb.resetTransportHeader();
        Conntrack.attach(skb, in);
        conntrack.setClosing(in, state.now);
        output.header(skb, back, own, peer, IpProtocol.TCP, 0, -1);
        output.localOut(skb, back, state.now);
    }
}
