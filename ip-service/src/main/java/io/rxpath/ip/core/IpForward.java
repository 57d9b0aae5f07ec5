package io.rxpath.ip.core;

import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.route.Dst;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpMib;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;

/**
 * Packets for other hosts (kernel net/ipv4/ip_forward.c ip_forward(), ip_forward_finish(); net/ipv4/route.c
 * ip_rt_send_redirect()). In the ledger a packet that leaves is consumed as "forward".
 *
 * <p>The queueing priority that ip_forward_update_priority gives a packet has no effect here: there is one transmit queue
 * discipline, first in, first out.
 */
final class IpForward {
    private static final String FORWARD = "ip_forward";
    private static final int SR_FAILED = 5;
    private static final int REDIR_HOST = 1;

    /** Kernel ip_rt_redirect_load, _number, _silence: HZ/50, 9, and HZ/50 doubled ten times. */
    private static final long REDIRECT_LOAD = 20_000_000L;

    private static final int REDIRECT_NUMBER = 9;
    private static final long REDIRECT_SILENCE = REDIRECT_LOAD << REDIRECT_NUMBER + 1;

    private final Net net;
    private final IpHooks hooks;
    private final IpOptionsForward options;
    private final IpOutputPath output;
    private final IcmpSend icmpSend;

    IpForward(Net net, IpHooks hooks, IpOptionsForward options, IpOutputPath output, IcmpSend icmpSend) {
        this.net = net;
        this.hooks = hooks;
        this.options = options;
        this.output = output;
        this.icmpSend = icmpSend;
    }

    /** A packet with a route to another host; data at its IP header. */
    SkbDropReason forward(SkBuff skb, Dst dst, long now) {
        if (skb.pktType != PacketType.HOST) {
            return net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, FORWARD, now);
        }
        if (skb.ipSummed == IpSummed.COMPLETE) {
            skb.ipSummed = IpSummed.NONE;
        }
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
        if (iph.ttl() <= 1) {
            net.ip.inc(IpMib.IN_HDR_ERRORS);
            icmpSend.send(skb, dst, IcmpHeader.TIME_EXCEEDED, IcmpHeader.EXC_TTL, 0, now);
            return net.kfreeSkb(skb, SkbDropReason.IP_INHDR, FORWARD, now);
        }
        IpOptions opt = IpCb.options(skb);
        if (opt != null && opt.strictRoute && dst.gateway() != 0) {
            icmpSend.send(skb, dst, IcmpHeader.DEST_UNREACH, SR_FAILED, 0, now);
            return net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, FORWARD, now);
        }
        net.ip.inc(IpMib.FORW_DATAGRAMS);
        int mtu = dst.outMtu();
        if (exceedsMtu(skb, iph, mtu)) {
            net.ip.inc(IpMib.FRAG_FAILS);
            icmpSend.send(skb, dst, IcmpHeader.DEST_UNREACH, IcmpHeader.FRAG_NEEDED, mtu, now);
            return net.kfreeSkb(skb, SkbDropReason.PKT_TOO_BIG, FORWARD, now);
        }
        iph.decreaseTtl();
        IpCb cb = IpCb.of(skb);
        if (cb != null && cb.redirect && (opt == null || opt.srr == 0)) {
            sendRedirect(skb, dst, iph, now);
        }
        NetDevice in = net.inDevice(skb).dev();
        SkBuff rest = hooks.received(NfHook.FORWARD, skb, in, dst.out(), dst, now);
        if (rest == null) {
            return SkbDropReason.SKB_CONSUMED;
        }
        options.forward(rest, dst);
        net.consumeSkb(rest, "forward");
        output.output(rest, dst, in, now);
        return SkbDropReason.SKB_CONSUMED;
    }

    /** Kernel ip_exceeds_mtu(). */
    private static boolean exceedsMtu(SkBuff skb, Ipv4Header iph, int mtu) {
        if (skb.len() <= mtu || !iph.dontFragment()) {
            return false;
        }
        IpCb cb = IpCb.of(skb);
        if (cb != null && cb.fragMaxSize > mtu) {
            return true;
        }
        return (cb == null || !cb.ignoreDf) && !IpOutputPath.gsoFits(skb, mtu);
    }

    /** Tells the sender of the better way, less and less often, and no more if it does not listen. */
    private void sendRedirect(SkBuff skb, Dst dst, Ipv4Header iph, long now) {
        if (!net.devices.of(dst.out()).or(InetDevconf.SEND_REDIRECTS)) {
            return;
        }
        InetPeers.InetPeer peer = net.peers.get(iph.saddr(), now);
        if (now > peer.rateLast + REDIRECT_SILENCE) {
            peer.rateTokens = 0;
            peer.redirects = 0;
        }
        if (peer.redirects >= REDIRECT_NUMBER) {
            peer.rateLast = now;
            return;
        }
        if (peer.redirects == 0 || now > peer.rateLast + (REDIRECT_LOAD << peer.redirects)) {
            icmpSend.send(skb, dst, IcmpHeader.REDIRECT, REDIR_HOST, dst.nexthop(iph.daddr()), now);
            peer.rateLast = now;
            peer.redirects++;
        }
    }
}
