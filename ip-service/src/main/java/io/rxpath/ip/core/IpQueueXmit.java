package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpMib;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;

/**
 * TCP segments on their way out (kernel net/ipv4/ip_output.c __ip_queue_xmit()).
 *
 * <p>The identification is 0 with DF: the kernel counts it up per established socket, but RFC 6864 gives it no meaning in a
 * packet that cannot be fragmented, and the socket is in another service. TCP keeps the MTU of its paths itself; what is known
 * of them here is not used for its segments.
 */
final class IpQueueXmit {
    /** RFC 791 section 3.2, kernel IPV4_MIN_MTU. */
    private static final int MIN_MTU = 68;

    private final Net net;
    private final IpRoute route;
    private final IpLocalOut localOut;

    IpQueueXmit(Net net, IpRoute route, IpLocalOut localOut) {
        this.net = net;
        this.route = route;
        this.localOut = localOut;
    }

    /** A segment; data at the TCP header, flow, tos and ttl set. */
    void queueXmit(SkBuff segment, long now) {
        FlowKey flow = segment.flow;
        if (flow == null) {
            throw new IllegalArgumentException("a segment to send has no flow: " + segment);
        }
        byte[] received = segment.replyOptions;
        IpOptionsEcho options =
                received == null ? IpOptionsEcho.NONE : IpOptionsEcho.of(received, flow.remoteV4(), route);
        if (options == null) {
            net.kfreeSent(segment, SkbDropReason.NOT_SPECIFIED, "ip_send_unicast_reply", now);
            return;
        }
        int first = options.opt.srr != 0 ? options.opt.faddr : flow.remoteV4();
        Dst dst =
                flow.isV4() ? route.output(first, flow.localV4(), segment.tos, segment.mark, segment.iif, false) : null;
        if (dst == null) {
            net.ip.inc(IpMib.OUT_NO_ROUTES);
            net.kfreeSent(segment, SkbDropReason.IP_OUTNOROUTES, "__ip_queue_xmit", now);
            return;
        }
        boolean df = received != null || dontFragment(segment, dst);
        int header = Ipv4Header.LENGTH + options.opt.optlen;
        SkBuff skb = Net.cowHead(segment, header);
        skb.resetTransportHeader();
        int at = skb.push(header);
        new Ipv4Header(skb.buf(), at)
                .version(4)
                .ihl(header / 4)
                .tos(segment.tos)
                .id(df ? 0 : localOut.selectIdent(flow.localV4(), first, IpProtocol.TCP))
                .fragOff16(df ? Ipv4Header.DF : 0)
                .ttl(segment.ttl > 0 ? segment.ttl : net.settings.defaultTtl())
                .protocol(IpProtocol.TCP)
                .saddr(flow.localV4())
                .daddr(first);
        if (options.opt.optlen > 0) {
            options.build(skb, flow.remoteV4(), flow.localV4(), now);
        }
        if (received != null) {
            // By ip_send_unicast_reply(), which counts what a hook drops.
            localOut.sendSkb(skb, dst, now);
        } else {
            localOut.localOut(skb, dst, now);
        }
    }

    /**
     * ip_dont_fragment() for IP_PMTUDISC_WANT. Answers without a socket of their own go out by one that insists on it
     * (tcp_v4_init()), and a short SYN-ACK has DF to save the identification (ip_build_and_send_pkt()).
     */
    private boolean dontFragment(SkBuff segment, Dst dst) {
        int flags = new TcpHeader(segment.buf(), segment.data()).flags();
        boolean synack = (flags & (TcpHeader.SYN | TcpHeader.ACK)) == (TcpHeader.SYN | TcpHeader.ACK);
        boolean shortOne = synack && segment.len() + Ipv4Header.LENGTH <= MIN_MTU;
        return shortOne || (net.settings.noPmtuDisc() == 0 && !dst.mtuLocked());
    }
}
