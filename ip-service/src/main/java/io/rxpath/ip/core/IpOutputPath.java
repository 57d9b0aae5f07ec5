package io.rxpath.ip.core;

import io.rxpath.ip.core.frag.InetFragQueue;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.Gso;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpExtMib;
import io.rxpath.skb.IpMib;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import org.jspecify.annotations.Nullable;

/**
 * The way of a packet, our own or forwarded, from its route to the neighbour (kernel net/ipv4/ip_output.c ip_output(),
 * ip_mc_output(), __ip_finish_output(), ip_finish_output_gso(), ip_fragment(), ip_do_fragment(), ip_finish_output2()).
 */
final class IpOutputPath {
    /** 01:00:5e:00:00:00, to which the low 23 bits of a group address are added (RFC 1112 section 6.4). */
    private static final long MULTICAST_MAC = 0x0100_5e00_0000L;

    /** Tells the sender of a packet that cannot leave (kernel __icmp_send()). */
    interface ErrorSender {
        void send(SkBuff in, Dst dst, int type, int code, int info, long now);
    }

    private final Net net;
    private final IpHooks hooks;
    private final NeighTable neighbours;
    private ErrorSender icmpSend = (in, dst, type, code, info, now) -> {};

    IpOutputPath(Net net, IpHooks hooks, NeighTable neighbours) {
        this.net = net;
        this.hooks = hooks;
        this.neighbours = neighbours;
    }

    /** Who sends errors; nobody until this is called. */
    void onError(ErrorSender sender) {
        icmpSend = sender;
    }

    /**
     * A packet with its header, data there; {@code in} is the device a forwarded one came in by.
     *
     * @return false if it was dropped on its way to the neighbour
     */
    boolean output(SkBuff skb, Dst dst, @Nullable NetDevice in, long now) {
        if (in == null && dst.toMany()) {
            loopBack(skb, dst, now);
        }
        SkBuff rest = hooks.sent(NfHook.POST_ROUTING, skb, in, dst.out(), dst, now);
        return rest == null ? hooks.stolen() : finishOutput(rest, dst, now);
    }

    /** What we send to all, or to a group we are in, we receive too (kernel ip_mc_output(), ip_mc_finish_output()). */
    private void loopBack(SkBuff skb, Dst dst, long now) {
        if (dst.type() == RouteType.MULTICAST && new Ipv4Header(skb.buf(), skb.data()).daddr() != IpRoute.ALL_HOSTS) {
            return;
        }
        SkBuff copy = Net.allocSkb(skb.len());
        skb.copyTo(copy.buf(), copy.put(skb.len()));
        copyMetadata(copy, skb);
        copy.ipSummed = skb.ipSummed;
        SkBuff rest = hooks.sent(NfHook.POST_ROUTING, copy, null, dst.out(), dst, now);
        if (rest != null) {
            PacketType type = dst.type() == RouteType.MULTICAST ? PacketType.MULTICAST : PacketType.BROADCAST;
            net.loopbackXmit(rest, dst.out().ifindex(), type);
        }
    }

    private boolean finishOutput(SkBuff skb, Dst dst, long now) {
        int mtu = dst.outMtu();
        IpCb cb = IpCb.of(skb);
        boolean fits = skb.len() <= mtu && (cb == null || cb.fragMaxSize == 0);
        if (fits || (skb.gsoSize > 0 && gsoFits(skb, mtu))) {
            finishOutput2(skb, dst, now);
            return true;
        }
        return fragment(skb, cb, dst, mtu, now);
    }

    /** True for a super-packet whose segments fit (kernel skb_gso_validate_network_len()). */
    static boolean gsoFits(SkBuff skb, int mtu) {
        if (skb.gsoSize == 0) {
            return false;
        }
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.networkHeader());
        int transport = skb.networkHeader() + iph.headerLength();
        boolean udp = (skb.gsoType & Gso.UDP_L4) != 0;
        int header = udp ? UdpHeader.LENGTH : new TcpHeader(skb.buf(), transport).headerLength();
        return iph.headerLength() + header + skb.gsoSize <= mtu;
    }

    private boolean fragment(SkBuff skb, @Nullable IpCb cb, Dst dst, int mtu, long now) {
        boolean may = !new Ipv4Header(skb.buf(), skb.data()).dontFragment()
                || (cb != null && cb.ignoreDf && (cb.fragMaxSize == 0 || cb.fragMaxSize <= mtu));
        if (may) {
            doFragment(skb, cb, dst, mtu, now);
            return true;
        }
        net.ip.inc(IpMib.FRAG_FAILS);
        icmpSend.send(skb, dst, IcmpHeader.DEST_UNREACH, IcmpHeader.FRAG_NEEDED, mtu, now);
        net.kfreeSent(skb, SkbDropReason.PKT_TOO_BIG, "ip_fragment", now);
        return false;
    }

    private void doFragment(SkBuff skb, @Nullable IpCb cb, Dst dst, int linkMtu, long now) {
        skb.linearize();
        checksumHelp(skb);
        int mtu = cb != null && cb.fragMaxSize != 0 ? Math.min(cb.fragMaxSize, linkMtu) : linkMtu;
        Ipv4Header whole = new Ipv4Header(skb.buf(), skb.data());
        int headerLength = whole.headerLength();
        int payload = skb.len() - headerLength;
        int first = whole.fragmentOffset();
        boolean notLast = whole.moreFragments();
        int[] sizes = cb != null && !whole.isFragment() ? cb.fragments : new int[0];
        boolean asBefore = InetFragQueue.fitAsBefore(sizes, mtu - headerLength, payload);
        // Those that leave as they came have lost it (kernel ip_fraglist_init(), ip_fraglist_prepare()).
        int df = cb != null && cb.fragPmtu && !asBefore ? Ipv4Header.DF : 0;
        int done = 0;
        for (int i = 0; done < payload; i++) {
            int size = asBefore ? sizes[i] : Math.min(mtu - headerLength, payload - done);
            if (size < payload - done) {
                size &= ~7;
            }
            SkBuff piece = Net.allocSkb(headerLength + size);
            int at = piece.put(headerLength + size);
            System.arraycopy(skb.buf(), skb.data(), piece.buf(), at, headerLength);
            System.arraycopy(skb.buf(), skb.data() + headerLength + done, piece.buf(), at + headerLength, size);
            if (done == 0 && first == 0) {
                IpOptionsForward.fragment(skb.buf(), skb.data(), headerLength);
            }
            Ipv4Header iph = new Ipv4Header(piece.buf(), at);
            iph.totalLength(headerLength + size);
            iph.fragOff16(df).fragmentOffset(first + done).moreFragments(notLast || done + size < payload);
            iph.checksum(iph.computeChecksum());
            copyMetadata(piece, skb);
            net.ip.inc(IpMib.FRAG_CREATES);
            finishOutput2(piece, dst, now);
            done += size;
        }
        net.ip.inc(IpMib.FRAG_OKS);
    }

    private static void copyMetadata(SkBuff piece, SkBuff skb) {
        piece.protocol = skb.protocol;
        piece.hash = skb.hash;
        piece.mark = skb.mark;
        piece.iif = skb.iif;
        piece.queueMapping = skb.queueMapping;
        piece.nfct = skb.nfct;
        piece.ctInfo = skb.ctInfo;
        piece.resetNetworkHeader();
    }

    /** A transport checksum that the card would have completed is completed here (kernel skb_checksum_help()). */
    private static void checksumHelp(SkBuff skb) {
        if (skb.ipSummed != IpSummed.PARTIAL) {
            return;
        }
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
        int at = skb.data() + iph.headerLength();
        int length = skb.len() - iph.headerLength();
        long sum = InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), iph.protocol(), length);
        if (iph.protocol() == IpProtocol.UDP) {
            UdpHeader uh = new UdpHeader(skb.buf(), at).checksum(0);
            int check = InternetChecksum.finish(InternetChecksum.partial(skb.buf(), at, length, sum));
            uh.checksum(check == 0 ? 0xffff : check);
        } else {
            TcpHeader th = new TcpHeader(skb.buf(), at).checksum(0);
            th.checksum(InternetChecksum.finish(InternetChecksum.partial(skb.buf(), at, length, sum)));
        }
        skb.ipSummed = IpSummed.NONE;
    }

    /** Bytes of the headers of a segment, which a super-packet has once. */
    private static int headers(SkBuff skb) {
        int ip = new Ipv4Header(skb.buf(), skb.data()).headerLength();
        return ip + new TcpHeader(skb.buf(), skb.data() + ip).headerLength();
    }

    private void finishOutput2(SkBuff skb, Dst dst, long now) {
        int length = skb.len();
        if (dst.type() == RouteType.MULTICAST) {
            net.ipExt.inc(IpExtMib.OUT_MCAST_PKTS);
            net.ipExt.add(IpExtMib.OUT_MCAST_OCTETS, length);
        } else if (dst.type() == RouteType.BROADCAST) {
            net.ipExt.inc(IpExtMib.OUT_BCAST_PKTS);
            net.ipExt.add(IpExtMib.OUT_BCAST_OCTETS, length);
        }
        if (skb.gsoPart) {
            net.ipExt.add(IpExtMib.OUT_OCTETS, length - headers(skb));
        } else {
            net.ip.inc(IpMib.OUT_TRANSMITS);
            net.ipExt.add(IpExtMib.OUT_OCTETS, length);
        }
        skb.cb = null;
        if (dst.out().ifindex() == NetDevice.LOOPBACK_IFINDEX) {
            if (skb.ipSummed == IpSummed.PARTIAL) {
                skb.ipSummed = IpSummed.UNNECESSARY;
            }
            skb.flow = null;
            net.loopbackXmit(skb);
            return;
        }
        int daddr = new Ipv4Header(skb.buf(), skb.data()).daddr();
        SkBuff frame = cowHead(skb);
        switch (dst.type()) {
            case BROADCAST -> neighbours.xmit(frame, dst.out(), MacAddress.BROADCAST);
            case MULTICAST -> neighbours.xmit(frame, dst.out(), MULTICAST_MAC | daddr & 0x7f_ffff);
            default -> neighbours.output(frame, dst.out(), IpAddress.v4(dst.nexthop(daddr)), now);
        }
    }

    /** The skb, or a copy of it that has room for the link's header (kernel skb_cow_head()). */
    private static SkBuff cowHead(SkBuff skb) {
        if (skb.headroom() >= NeighTable.HEADER_ROOM) {
            return skb;
        }
        SkBuff copy = Net.allocSkb(skb.len());
        skb.copyTo(copy.buf(), copy.put(skb.len()));
        copyMetadata(copy, skb);
        copy.l4Hash = skb.l4Hash;
        copy.gsoSize = skb.gsoSize;
        copy.gsoSegs = skb.gsoSegs;
        copy.gsoType = skb.gsoType;
        copy.ipSummed = skb.ipSummed;
        copy.copyHops(skb);
        return copy;
    }
}
