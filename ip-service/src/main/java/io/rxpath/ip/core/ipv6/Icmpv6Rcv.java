package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.Net;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.Icmp6Mib;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.TcpHeader;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * ICMPv6 messages received (kernel net/ipv6/icmp.c icmpv6_rcv(), icmpv6_notify(); net/ipv4/ping.c ping_rcv(),
 * ping_err()).
 */
final class Icmpv6Rcv {
    private static final String RCV = "icmpv6_rcv";

    private final Net6 net6;
    private final Net net;
    private final Ip6Route route;
    private final Icmpv6Send icmpSend;
    private final Ndisc ndisc;
    private final Mld mld;
    private @Nullable Udp6 udp;

    Icmpv6Rcv(Net6 net6, Ip6Route route, Icmpv6Send icmpSend, Ndisc ndisc, Mld mld) {
        this.net6 = net6;
        this.net = net6.net;
        this.route = route;
        this.icmpSend = icmpSend;
        this.ndisc = ndisc;
        this.mld = mld;
    }

    /** Who is told of errors about datagrams. */
    void udp(Udp6 handler) {
        udp = handler;
    }

    /** A message; data at its header. */
    void rcv(SkBuff skb, Inet6SkbParm parm, long now) {
        net6.icmp6.all.inc(Icmp6Mib.IN_MSGS);
        if (!checksumValid(skb)) {
            net6.icmp6.all.inc(Icmp6Mib.IN_CSUM_ERRORS);
            discard(skb, SkbDropReason.ICMP_CSUM, now);
            return;
        }
        if (!Net.mayPull(skb, IcmpHeader.LENGTH)) {
            discard(skb, SkbDropReason.NOT_SPECIFIED, now);
            return;
        }
        IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data());
        int type = icmph.type();
        net6.icmp6.in(type);
        SkbDropReason reason = switch (type) {
            case Icmpv6.ECHO_REQUEST -> echo(skb, now);
            case Icmpv6.ECHO_REPLY -> {
                pingRcv(skb, now);
                yield SkbDropReason.NOT_DROPPED_YET;
            }
            case Icmpv6.PKT_TOOBIG -> {
                if (skb.len() < IcmpHeader.LENGTH + Ipv6Header.LENGTH) {
                    discard(skb, SkbDropReason.NOT_SPECIFIED, now);
                    yield SkbDropReason.NOT_DROPPED_YET;
                }
                yield notify(skb, icmph, now);
            }
            case Icmpv6.ROUTER_SOLICITATION,
                    Icmpv6.ROUTER_ADVERTISEMENT,
                    Icmpv6.NEIGHBOUR_SOLICITATION,
                    Icmpv6.NEIGHBOUR_ADVERTISEMENT,
                    Icmpv6.REDIRECT -> ndisc.rcv(skb, parm, type, now);
            case Icmpv6.MGM_QUERY -> {
                mld.query(skb, now);
                yield SkbDropReason.SKB_CONSUMED;
            }
            case Icmpv6.MGM_REPORT -> SkbDropReason.SKB_CONSUMED;
            default -> (type & Icmpv6.INFOMSG_MASK) != 0 ? SkbDropReason.NOT_SPECIFIED : notify(skb, icmph, now);
        };
        if (reason == SkbDropReason.SKB_CONSUMED) {
            net.consumeSkb(skb, "icmpv6");
        } else if (reason.dropped()) {
            net.kfreeSkb(skb, reason, RCV, now);
        }
    }

    private void discard(SkBuff skb, SkbDropReason reason, long now) {
        net6.icmp6.all.inc(Icmp6Mib.IN_ERRORS);
        net.kfreeSkb(skb, reason, RCV, now);
    }

    static boolean checksumValid(SkBuff skb) {
        if (skb.ipSummed == IpSummed.UNNECESSARY || skb.ipSummed == IpSummed.PARTIAL) {
            return true;
        }
        skb.linearize();
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.networkHeader());
        long pseudo = InternetChecksum.pseudo(
                hdr.saddrHi(), hdr.saddrLo(), hdr.daddrHi(), hdr.daddrLo(), IpProtocol.ICMPV6, skb.len());
        return InternetChecksum.finish(InternetChecksum.partial(skb.buf(), skb.data(), skb.len(), pseudo)) == 0;
    }

    private SkbDropReason echo(SkBuff skb, long now) {
        if (net6.settings.echoIgnoreAll()) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        boolean toOneOfUs = !Ipv6Addr.isMulticast(new Ipv6Header(skb.buf(), skb.networkHeader()).daddrHi());
        skb.pull(IcmpHeader.LENGTH);
        return icmpSend.echoReply(skb, toOneOfUs, now);
    }

    /** ping_rcv(): to the socket with the reply's identifier. Only socket-service knows whether there is one. */
    private void pingRcv(SkBuff skb, long now) {
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.networkHeader());
        int ident = new IcmpHeader(skb.buf(), skb.data()).restOfHeader() >>> 16;
        long cookie = SockCookie.ping(ident, true);
        FlowKey flow = new FlowKey(hdr.daddrHi(), hdr.daddrLo(), hdr.saddrHi(), hdr.saddrLo(), ident, 0);
        net.toSocket(skb, cookie, flow, now);
    }

    /** ping_err(): of an echo request its socket hears. */
    private void pingErr(SkBuff skb, int quote, int inner, int type, int code, int info) {
        IcmpHeader echo = new IcmpHeader(skb.buf(), inner);
        if (echo.type() != Icmpv6.ECHO_REQUEST) {
            return;
        }
        Ipv6Header quoted = new Ipv6Header(skb.buf(), quote);
        Ipv6Header by = new Ipv6Header(skb.buf(), skb.networkHeader());
        int ident = echo.restOfHeader() >>> 16;
        long cookie = SockCookie.ping(ident, true);
        net.out.deliverSocket(new SockEvent(
                SockEvent.Kind.ICMP_ERROR,
                SockCookie.home(cookie),
                cookie,
                new FlowKey(
                        quoted.saddrHi(),
                        quoted.saddrLo(),
                        by.saddrHi(),
                        by.saddrLo(),
                        ident,
                        echo.restOfHeader() & 0xffff),
                Icmpv6ErrConvert.convert(type, code, info).encode(),
                null));
    }

    /** An error for the protocol it is about; SKB_CONSUMED, or why it cannot be told. */
    private SkbDropReason notify(SkBuff skb, IcmpHeader icmph, long now) {
        int quote = skb.data() + IcmpHeader.LENGTH;
        if (skb.len() < IcmpHeader.LENGTH + Ipv6Header.LENGTH) {
            net6.icmp6.all.inc(Icmp6Mib.IN_ERRORS);
            return SkbDropReason.PKT_TOO_SMALL;
        }
        skb.linearize();
        byte[] a = skb.buf();
        int next = new Ipv6Header(a, quote).nextHeader();
        long found = Exthdrs.skip(a, quote + Ipv6Header.LENGTH, skb.tail(), next);
        if (found < 0) {
            net6.icmp6.all.inc(Icmp6Mib.IN_ERRORS);
            return SkbDropReason.IPV6_BAD_EXTHDR;
        }
        int inner = (int) (found >>> 32);
        if (inner + 8 > skb.tail()) {
            net6.icmp6.all.inc(Icmp6Mib.IN_ERRORS);
            return SkbDropReason.PKT_TOO_SMALL;
        }
        int type = icmph.type();
        int code = icmph.code();
        int info = icmph.restOfHeader();
        int protocol = (int) found & 0xff;
        if (protocol == IpProtocol.ICMPV6 && type == Icmpv6.PKT_TOOBIG) {
            tooBig(skb, quote, info, now);
        }
        if (protocol == IpProtocol.ICMPV6) {
            pingErr(skb, quote, inner, type, code, info);
        }
        if (protocol == IpProtocol.TCP) {
            toTcp(skb, quote, inner, now);
            return SkbDropReason.NOT_DROPPED_YET;
        }
        if (protocol == IpProtocol.UDP) {
            skb.pull(IcmpHeader.LENGTH);
            boolean told = Objects.requireNonNull(udp, "wired before the first packet")
                    .err(skb, type, code, inner - quote, info, now);
            if (!told) {
                net6.icmp6.all.inc(Icmp6Mib.IN_ERRORS);
            } else if (type == Icmpv6.PKT_TOOBIG) {
                tooBig(skb, quote, info, now);
            }
        }
        return SkbDropReason.SKB_CONSUMED;
    }

    /** tcp_v6_err() is TCP's: it gets the message with data at the ICMPv6 header, and is told whose segment is quoted where. */
    private void toTcp(SkBuff skb, int quote, int inner, long now) {
        Ipv6Header quoted = new Ipv6Header(skb.buf(), quote);
        TcpHeader th = new TcpHeader(skb.buf(), inner);
        skb.flow = new FlowKey(
                quoted.saddrHi(), quoted.saddrLo(), quoted.daddrHi(), quoted.daddrLo(), th.source(), th.dest());
        skb.ipProtocol = IpProtocol.ICMPV6;
        skb.headers(skb.macHeader(), skb.networkHeader(), inner);
        net.toTcp(skb, now);
    }

    private void tooBig(SkBuff skb, int quote, int mtu, long now) {
        Ipv6Header quoted = new Ipv6Header(skb.buf(), quote);
        IpAddress daddr = new IpAddress(quoted.daddrHi(), quoted.daddrLo());
        route.updatePmtu(daddr, new IpAddress(quoted.saddrHi(), quoted.saddrLo()), skb.iif, mtu, now);
    }
}
