package io.rxpath.ip.core;

import io.rxpath.ip.core.conntrack.Conntrack;
import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.RouteScope;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IcmpMib;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbFrag;
import org.jspecify.annotations.Nullable;

/**
 * ICMP messages that leave: errors about received packets, and replies (kernel net/ipv4/icmp.c __icmp_send(),
 * icmp_reply(), icmp_push_reply()). The options of the packet answered are echoed.
 */
final class IcmpSend {
    private static final int NR_ICMP_TYPES = 18;
    private static final int PREC_INTERNETCONTROL = 0xc0;
    private static final int TOS_MASK = 0x1e;
    /** Where there is no own address to send from (RFC 7600, kernel INADDR_DUMMY): 192.0.0.8. */
    private static final int INADDR_DUMMY = 0xc000_0008;
    /** RFC 1812 section 4.3.2.3: as much of the packet as fits into 576 bytes. */
    private static final int MAX_ERROR = 576;

    private final Net net;
    private final IpRoute route;
    private final IpLocalOut localOut;
    private final IcmpRatelimit ratelimit;
    /**
     * A message is on its way out. What would be said about it itself is not: the kernel's socket for ICMP is locked
     * (icmp_xmit_lock()).
     */
    private boolean busy;

    IcmpSend(Net net, IpRoute route, IpLocalOut localOut) {
        this.net = net;
        this.route = route;
        this.localOut = localOut;
        this.ratelimit = new IcmpRatelimit(net);
    }

    /** The limits, of which ICMPv6 shares that of the host. */
    IcmpRatelimit ratelimit() {
        return ratelimit;
    }

    /**
     * Tells the sender of {@code in} that something is wrong with it, unless a rule forbids it.
     *
     * @param in the packet, network header set
     * @param dst where route input sent it
     * @param info the second word of the message, 32 bits
     */
    void send(SkBuff in, Dst dst, int type, int code, int info, long now) {
        Ipv4Header iph = new Ipv4Header(in.buf(), in.networkHeader());
        if (in.pktType != PacketType.HOST || dst.toMany() || iph.fragmentOffset() != 0) {
            return;
        }
        if (iph.protocol() == IpProtocol.ICMP && aboutError(in, iph)) {
            return;
        }
        boolean limited = !ratelimit.maskAllow(type, code);
        if (limited && in.iif != NetDevice.LOOPBACK_IFINDEX && !ratelimit.globalAllow(now)) {
            return;
        }
        if (busy) {
            return;
        }
        int saddr = dst.type() == RouteType.LOCAL ? iph.daddr() : inboundAddr(in, iph);
        int tos = isError(type) ? iph.tos() & TOS_MASK | PREC_INTERNETCONTROL : iph.tos();
        int mark = net.settings.fwmarkReflect() ? in.mark : 0;
        IpOptionsEcho options = IpOptionsEcho.of(in, IpCb.options(in), route);
        if (options == null) {
            return;
        }
        int daddr = iph.saddr();
        Dst back = route.output(options.opt.srr != 0 ? options.opt.faddr : daddr, saddr, tos, mark);
        if (back == null || (limited && !loopback(back) && !ratelimit.xrlimAllow(daddr, now))) {
            return;
        }
        int room = Math.min(back.outMtu(), MAX_ERROR) - Ipv4Header.LENGTH - options.opt.optlen - IcmpHeader.LENGTH;
        if (room <= Ipv4Header.LENGTH) {
            return;
        }
        if (saddr == 0) {
            saddr = back.prefSrc() != 0 ? back.prefSrc() : INADDR_DUMMY;
        }
        int quoted = Math.min(in.len() + in.data() - in.networkHeader(), room);
        SkBuff skb = alloc(in, IcmpHeader.LENGTH + quoted);
        skb.mark = mark;
        int at = skb.put(IcmpHeader.LENGTH + quoted);
        new IcmpHeader(skb.buf(), at).type(type).code(code).restOfHeader(info);
        copy(in, in.networkHeader(), skb.buf(), at + IcmpHeader.LENGTH, quoted);
        if (isError(type)) {
            // icmp_glue_bits(): an error belongs to the connection of its cause, so NAT shows the sender what it sent.
            Conntrack.attach(skb, in);
        }
        push(skb, back, saddr, daddr, tos, options, OUT_BY_TYPE[type], now);
    }

    /** A neighbour does not answer: a packet that was to go there is lost (kernel ipv4_link_failure()). */
    void linkFailure(SkBuff skb, NetDevice dev, long now) {
        send(skb, Dst.of(RouteType.UNICAST, dev, 0, 0), IcmpHeader.DEST_UNREACH, IcmpHeader.HOST_UNREACH, 0, now);
    }

    private static boolean loopback(Dst dst) {
        return dst.out().ifindex() == NetDevice.LOOPBACK_IFINDEX;
    }

    /** With icmp_errors_use_inbound_ifaddr an error comes from the device its cause came in by. */
    private int inboundAddr(SkBuff in, Ipv4Header iph) {
        NetDevice dev = net.settings.icmp().errorsUseInboundIfaddr() ? net.devByIndex(in.iif) : null;
        return dev == null ? 0 : route.selectAddr(dev, iph.saddr(), RouteScope.LINK);
    }

    /** An error about an error would go on for ever; an unknown type is taken for one. */
    private static boolean aboutError(SkBuff in, Ipv4Header iph) {
        int at = in.networkHeader() + iph.headerLength();
        if (at >= in.tail()) {
            return true;
        }
        int type = in.buf()[at] & 0xff;
        return type > NR_ICMP_TYPES || isError(type);
    }

    /** True for types that icmp_pointers[] marks as errors: all but queries and their replies. */
    static boolean isError(int type) {
        return switch (type) {
            case IcmpHeader.ECHO_REPLY, IcmpHeader.ECHO, 13, 14, 15, 16, 17, 18 -> false;
            default -> true;
        };
    }

    /**
     * Answers a query.
     *
     * @param in the query, network header set
     * @param dst where route input sent it
     * @param reply the answer made with {@link #alloc}, without checksum
     */
    void reply(SkBuff in, Dst dst, SkBuff reply, long now) {
        Ipv4Header iph = new Ipv4Header(in.buf(), in.networkHeader());
        IpOptionsEcho options = IpOptionsEcho.of(in, IpCb.options(in), route);
        if (options == null) {
            return;
        }
        IcmpHeader icmph = new IcmpHeader(reply.buf(), reply.data());
        boolean limited = !ratelimit.maskAllow(icmph.type(), icmph.code());
        if (busy || (limited && !ratelimit.globalAllow(now))) {
            return;
        }
        int daddr = iph.saddr();
        int mark = net.settings.fwmarkReflect() ? in.mark : 0;
        int saddr = route.specDst(in, dst);
        Dst back = route.output(options.opt.srr != 0 ? options.opt.faddr : daddr, saddr, iph.tos(), mark);
        if (back == null || (limited && !loopback(back) && !ratelimit.xrlimAllow(daddr, now))) {
            return;
        }
        reply.mark = mark;
        // ip_append_data()'s flow has no ICMP type here, and type 0 is an echo reply: the kernel counts every reply as
        // one.
        push(reply, back, saddr, daddr, iph.tos(), options, IcmpMib.OUT_ECHO_REPS, now);
    }

    /** True for the broadcast address of a network of ours, or of all. */
    boolean isBroadcast(int address) {
        return address == -1 || route.addrType(address) == RouteType.BROADCAST;
    }

    /** An empty skb for {@code size} bytes of ICMP that travels as an answer to {@code in}. */
    static SkBuff alloc(SkBuff in, int size) {
        SkBuff skb = Net.allocSkb(size);
        skb.hash = in.hash;
        skb.l4Hash = in.l4Hash;
        return skb;
    }

    private void push(
            SkBuff skb,
            Dst back,
            int saddr,
            int daddr,
            int tos,
            IpOptionsEcho options,
            @Nullable IcmpMib counter,
            long now) {
        IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data());
        icmph.checksum(0);
        icmph.checksum(InternetChecksum.checksum(skb.buf(), skb.data(), skb.len()));
        skb.resetTransportHeader();
        net.icmp.inc(IcmpMib.OUT_MSGS);
        if (counter != null) {
            net.icmp.inc(counter);
        }
        busy = true;
        localOut.pushPending(skb, back, saddr, daddr, IpProtocol.ICMP, tos, options, now);
        busy = false;
    }

    private static final @Nullable IcmpMib[] OUT_BY_TYPE = outByType();

    private static @Nullable IcmpMib[] outByType() {
        @Nullable IcmpMib[] by = new @Nullable IcmpMib[NR_ICMP_TYPES + 1];
        by[IcmpHeader.DEST_UNREACH] = IcmpMib.OUT_DEST_UNREACHS;
        by[IcmpHeader.TIME_EXCEEDED] = IcmpMib.OUT_TIME_EXCDS;
        by[IcmpHeader.PARAMETER_PROBLEM] = IcmpMib.OUT_PARM_PROBS;
        by[IcmpHeader.REDIRECT] = IcmpMib.OUT_REDIRECTS;
        return by;
    }

    /** Copies {@code n} bytes of an skb from index {@code from} of its buffer on, fragments behind the linear part. */
    static void copy(SkBuff in, int from, byte[] to, int at, int n) {
        int linear = Math.min(n, in.tail() - from);
        System.arraycopy(in.buf(), from, to, at, linear);
        int done = linear;
        for (SkbFrag frag : in.frags()) {
            int part = Math.min(n - done, frag.size());
            System.arraycopy(frag.page(), frag.offset(), to, at + done, part);
            done += part;
        }
    }
}
