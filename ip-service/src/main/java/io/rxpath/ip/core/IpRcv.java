package io.rxpath.ip.core;

import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpExtMib;
import io.rxpath.skb.IpMib;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.LinkStat;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;

/**
 * A packet's way from the device to the routing decision (kernel net/ipv4/ip_input.c ip_rcv(), ip_rcv_core(),
 * ip_rcv_finish(), ip_rcv_finish_core()).
 *
 * <p>{@link #rcv} and {@link #rcvFinish} are separate because the PRE_ROUTING hooks run between them. There is no early
 * demultiplexing: the socket's cached route it saves a lookup with is in another service.
 */
final class IpRcv {
    private static final IpExtMib[] ECN = {
        IpExtMib.IN_NO_ECT_PKTS, IpExtMib.IN_ECT1_PKTS, IpExtMib.IN_ECT0_PKTS, IpExtMib.IN_CE_PKTS
    };
    private static final String FINISH_CORE = "ip_rcv_finish_core";
    private static final SkbDropReason GO_ON = SkbDropReason.NOT_DROPPED_YET;

    private final Net net;
    private final IpMartian martian;
    private final IpHooks hooks;
    private final IpRoute route;
    private final IpLocalDeliver localDeliver;
    private final IpForward forward;
    private final IpError ipError;
    private final IpOptionsForward options;

    IpRcv(
            Net net,
            IpHooks hooks,
            IpRoute route,
            IpLocalDeliver localDeliver,
            IpForward forward,
            IpError ipError,
            IpOptionsForward options) {
        this.net = net;
        this.martian = new IpMartian(net);
        this.hooks = hooks;
        this.route = route;
        this.localDeliver = localDeliver;
        this.forward = forward;
        this.ipError = ipError;
        this.options = options;
    }

    /** A packet of EtherType 0x0800; data is where the header should be. */
    SkbDropReason rcv(SkBuff skb, long now) {
        skb.cb = null;
        SkbDropReason reason = rcvCore(skb);
        if (reason.dropped()) {
            return net.kfreeSkb(skb, reason, "ip_rcv_core", now);
        }
        SkBuff rest = hooks.received(NfHook.PRE_ROUTING, skb, net.inDevice(skb).dev(), null, null, now);
        return rest == null ? SkbDropReason.SKB_CONSUMED : rcvFinish(rest, now);
    }

    /** The checks in the kernel's order; each counts in its own way, and the order decides which counter moves. */
    private SkbDropReason rcvCore(SkBuff skb) {
        if (skb.pktType == PacketType.OTHERHOST) {
            net.link.inc(LinkStat.RX_OTHERHOST_DROPPED);
            return SkbDropReason.OTHERHOST;
        }
        net.ip.inc(IpMib.IN_RECEIVES);
        net.ipExt.add(IpExtMib.IN_OCTETS, skb.len());
        if (!Net.mayPull(skb, Ipv4Header.LENGTH)) {
            return badHeader();
        }
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
        if (iph.ihl() < 5 || iph.version() != 4) {
            return badHeader();
        }
        net.ipExt.add(ECN[iph.ecn()], skb.segments());
        int headerLength = iph.headerLength();
        if (!Net.mayPull(skb, headerLength)) {
            return badHeader();
        }
        iph = new Ipv4Header(skb.buf(), skb.data());
        if (!iph.checksumValid()) {
            net.ipExt.inc(IpExtMib.IN_CSUM_ERRORS);
            net.ip.inc(IpMib.IN_HDR_ERRORS);
            return SkbDropReason.IP_CSUM;
        }
        int totalLength = iph.totalLength();
        if (skb.len() < totalLength) {
            net.ipExt.inc(IpExtMib.IN_TRUNCATED_PKTS);
            return SkbDropReason.PKT_TOO_SMALL;
        }
        if (totalLength < headerLength) {
            return badHeader();
        }
        trimPadding(skb, totalLength);
        skb.resetNetworkHeader();
        return GO_ON;
    }

    private SkbDropReason badHeader() {
        net.ip.inc(IpMib.IN_HDR_ERRORS);
        return SkbDropReason.IP_INHDR;
    }

    /** Cuts what the link added to reach its least length, and takes it out of a sum over the whole frame. */
    static void trimPadding(SkBuff skb, int length) {
        int padding = skb.len() - length;
        if (padding <= 0) {
            return;
        }
        if (skb.ipSummed == IpSummed.COMPLETE) {
            skb.linearize();
            long pad = InternetChecksum.partial(skb.buf(), skb.data() + length, padding, 0);
            int moved = InternetChecksum.fold(InternetChecksum.blockAdd(0, pad, length));
            skb.csum = InternetChecksum.fold((long) skb.csum + (~moved & 0xffff));
        }
        skb.trim(length);
    }

    private SkbDropReason rcvFinish(SkBuff skb, long now) {
        Dst dst = route.rcvInput(skb);
        if (dst.type() == RouteType.MARTIAN) {
            if (dst.reason() == SkbDropReason.IP_RPFILTER) {
                net.linux.inc(LinuxMib.IP_REVERSE_PATH_FILTER);
            }
            martian.log(skb, dst, now);
            return net.kfreeSkb(skb, dst.reason(), FINISH_CORE, now);
        }
        if (new Ipv4Header(skb.buf(), skb.data()).ihl() > 5) {
            dst = options.rcvOptions(skb, dst, now);
            if (dst.type() == RouteType.MARTIAN) {
                return net.kfreeSkb(skb, dst.reason(), FINISH_CORE, now);
            }
        }
        if (dst.type() == RouteType.MULTICAST) {
            net.ipExt.inc(IpExtMib.IN_MCAST_PKTS);
            net.ipExt.add(IpExtMib.IN_MCAST_OCTETS, skb.len());
        } else if (dst.type() == RouteType.BROADCAST) {
            net.ipExt.inc(IpExtMib.IN_BCAST_PKTS);
            net.ipExt.add(IpExtMib.IN_BCAST_OCTETS, skb.len());
        } else if (skb.pktType != PacketType.HOST && net.inDevice(skb).or(InetDevconf.DROP_UNICAST_IN_L2_MULTICAST)) {
            return net.kfreeSkb(skb, SkbDropReason.UNICAST_IN_L2_MULTICAST, FINISH_CORE, now);
        }
        return switch (dst.type()) {
            case UNREACHABLE -> ipError.error(skb, dst, now);
            case UNICAST -> forward.forward(skb, dst, now);
            case BROADCAST -> forwarded(skb) ? forward.forward(skb, dst, now) : deliver(skb, dst, now);
            default -> deliver(skb, dst, now);
        };
    }

    /** With bc_forwarding a broadcast to a network, unlike one to everybody, is passed on. */
    private boolean forwarded(SkBuff skb) {
        int daddr = new Ipv4Header(skb.buf(), skb.data()).daddr();
        return net.inDevice(skb).and(InetDevconf.BC_FORWARDING) && daddr != -1 && daddr != 0;
    }

    private SkbDropReason deliver(SkBuff skb, Dst dst, long now) {
        return localDeliver.deliver(skb, dst, now);
    }
}
