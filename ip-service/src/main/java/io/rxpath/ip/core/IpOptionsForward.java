package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpMib;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Options of packets that come in and may go on (kernel net/ipv4/ip_input.c ip_rcv_options(); net/ipv4/ip_options.c
 * ip_options_rcv_srr(), ip_options_forward(), ip_options_fragment()).
 */
final class IpOptionsForward {
    private static final int COPIED = 0x80;
    private static final Dst MALFORMED = Dst.martian(SkbDropReason.IP_INHDR);
    /** Measured: a source route that is not obeyed has no reason of its own. */
    private static final Dst REFUSED = Dst.martian(SkbDropReason.NOT_SPECIFIED);

    private final Net net;
    private final IpRoute route;
    private final IcmpSend icmpSend;

    IpOptionsForward(Net net, IpRoute route, IcmpSend icmpSend) {
        this.net = net;
        this.route = route;
        this.icmpSend = icmpSend;
    }

    /**
     * Reads the options of a packet and follows its source route.
     *
     * @return the route to go on with; a martian with the reason if the packet is to be dropped
     */
    Dst rcvOptions(SkBuff skb, Dst dst, long now) {
        IpOptions opt = new IpOptions();
        opt.optlen = new Ipv4Header(skb.buf(), skb.networkHeader()).headerLength() - Ipv4Header.LENGTH;
        IpCb.make(skb).opt = opt;
        int wrong = opt.compile(skb, dst, route, now);
        if (wrong != IpOptions.OK) {
            icmpSend.send(skb, dst, IcmpHeader.PARAMETER_PROBLEM, 0, wrong << 24, now);
            net.ip.inc(IpMib.IN_HDR_ERRORS);
            return MALFORMED;
        }
        if (opt.srr == 0) {
            return dst;
        }
        Dst way = net.inDevice(skb).and(InetDevconf.ACCEPT_SOURCE_ROUTE) ? rcvSourceRoute(skb, opt, dst, now) : null;
        return way == null ? REFUSED : way;
    }

    private @Nullable Dst rcvSourceRoute(SkBuff skb, IpOptions opt, Dst dst, long now) {
        if (skb.pktType != PacketType.HOST) {
            return null;
        }
        if (dst.type() == RouteType.UNICAST) {
            if (!opt.strictRoute) {
                return dst;
            }
            icmpSend.send(skb, dst, IcmpHeader.PARAMETER_PROBLEM, 0, 16 << 24, now);
            return null;
        }
        if (dst.type() != RouteType.LOCAL) {
            return null;
        }
        byte[] a = skb.buf();
        int at = skb.networkHeader() + opt.srr;
        Ipv4Header iph = new Ipv4Header(a, skb.networkHeader());
        int space = a[at + 1] & 0xff;
        Dst way = dst;
        int pointer = a[at + 2] & 0xff;
        while (pointer <= space) {
            if (pointer + 3 > space) {
                icmpSend.send(skb, way, IcmpHeader.PARAMETER_PROBLEM, 0, opt.srr + 2 << 24, now);
                return null;
            }
            int nexthop = IpOptions.get32(a, at + pointer - 1);
            way = route.input(
                    skb, nexthop, iph.saddr(), iph.tos(), net.inDevice(skb).dev());
            if (way.type() != RouteType.UNICAST && way.type() != RouteType.LOCAL) {
                return null;
            }
            if (way.type() != RouteType.LOCAL) {
                opt.srrIsHit = true;
                opt.nexthop = nexthop;
                opt.changed = true;
                return way;
            }
            // The next hop is this host too.
            iph.daddr(nexthop);
            opt.changed = true;
            pointer += 4;
        }
        return way;
    }

    /** Writes our address into the options of a packet that is forwarded, and sends it to the next hop of its route. */
    void forward(SkBuff skb, Dst dst) {
        IpOptions opt = IpCb.options(skb);
        if (opt == null) {
            return;
        }
        byte[] a = skb.buf();
        int raw = skb.networkHeader();
        if (opt.rrNeedAddr) {
            source(a, raw + opt.rr + (a[raw + opt.rr + 2] & 0xff) - 5, skb, dst);
            opt.changed = true;
        }
        if (opt.srrIsHit) {
            nextHop(skb, opt, dst);
            if (opt.tsNeedAddr) {
                source(a, raw + opt.ts + (a[raw + opt.ts + 2] & 0xff) - 9, skb, dst);
                opt.changed = true;
            }
        }
        if (opt.changed) {
            opt.changed = false;
            Ipv4Header iph = new Ipv4Header(a, raw);
            iph.checksum(iph.computeChecksum());
        }
    }

    private void nextHop(SkBuff skb, IpOptions opt, Dst dst) {
        byte[] a = skb.buf();
        int at = skb.networkHeader() + opt.srr;
        int space = a[at + 1] & 0xff;
        int pointer = a[at + 2] & 0xff;
        while (pointer + 3 <= space && IpOptions.get32(a, at + pointer - 1) != opt.nexthop) {
            pointer += 4;
        }
        if (pointer + 3 <= space) {
            opt.changed = true;
            new Ipv4Header(a, skb.networkHeader()).daddr(opt.nexthop);
            source(a, at + pointer - 1, skb, dst);
            a[at + 2] = (byte) (pointer + 4);
        }
    }

    private void source(byte[] a, int at, SkBuff skb, Dst dst) {
        IpOptions.put32(a, at, route.rtGetSource(skb, dst, true));
    }

    /** Blanks what only the first fragment carries in a header of {@code headerLength} bytes (RFC 791 section 3.1). */
    static void fragment(byte[] a, int header, int headerLength) {
        int at = header + Ipv4Header.LENGTH;
        int end = header + headerLength;
        while (at < end && a[at] != IpOptions.END) {
            if (a[at] == IpOptions.NOOP) {
                at++;
                continue;
            }
            int length = end - at < 2 ? 0 : a[at + 1] & 0xff;
            if (length < 2 || length > end - at) {
                return;
            }
            if ((a[at] & COPIED) == 0) {
                Arrays.fill(a, at, at + length, (byte) IpOptions.NOOP);
            }
            at += length;
        }
    }
}
