package io.rxpath.ip.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IcmpErrorValue;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IcmpMib;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.UdpHeader;

/**
 * ICMP errors about datagrams of our own (kernel net/ipv4/icmp.c icmp_socket_deliver(), icmp_err_convert[];
 * net/ipv4/udp.c __udp4_lib_err(); net/ipv4/ping.c ping_err()).
 */
final class DatagramErr {
    private static final int FRAG_NEEDED = 4;
    private static final int EPROTO = 71;
    private static final int EMSGSIZE = 90;
    private static final int EHOSTUNREACH = 113;

    /** icmp_err_convert[] by code: the errno, negative where the error is fatal. */
    private static final int[] UNREACH = {
        101, EHOSTUNREACH, -92, -111, EMSGSIZE, 95, -101, -112, -64, -101, -113, 101, EHOSTUNREACH, -113, -113, -113
    };

    private final Net net;
    private final UdpRcv udp;
    private final IpRtException exception;

    DatagramErr(Net net, UdpRcv udp, IpRtException exception) {
        this.net = net;
        this.udp = udp;
        this.exception = exception;
    }

    /**
     * Tells the socket that has sent the quoted packet; eight bytes behind its header are there.
     *
     * @param skb the message, data at its ICMP header
     */
    void err(SkBuff skb, long now) {
        IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data());
        int at = skb.data() + IcmpHeader.LENGTH;
        Ipv4Header quoted = new Ipv4Header(skb.buf(), at);
        int transport = at + quoted.headerLength();
        IcmpErrorValue error = convert(icmph.type(), icmph.code(), icmph.restOfHeader());
        if (quoted.protocol() == IpProtocol.UDP) {
            udpErr(skb, quoted, transport, error, now);
        } else if (quoted.protocol() == IpProtocol.ICMP) {
            icmpErr(skb, quoted, transport, error, now);
        }
    }

    private void udpErr(SkBuff skb, Ipv4Header quoted, int transport, IcmpErrorValue error, long now) {
        UdpHeader uh = new UdpHeader(skb.buf(), transport);
        FlowKey flow = FlowKey.v4(quoted.saddr(), uh.source(), quoted.daddr(), uh.dest());
        boolean bound = udp.bound(flow, skb.iif);
        if (!bound) {
            net.icmp.inc(IcmpMib.IN_ERRORS);
            return;
        }
        learn(skb, quoted, error, now);
        // With ip_no_pmtu_disc a socket does not care for the path's MTU (IP_PMTUDISC_DONT).
        boolean told = error.errno() != 0 && (error.errno() != EMSGSIZE || net.settings.noPmtuDisc() == 0);
        if (told) {
            udp.err(flow, error, skb.iif);
        }
    }

    /** icmp_err(): of echo replies it is the kernel that has sent them. */
    private void icmpErr(SkBuff skb, Ipv4Header quoted, int transport, IcmpErrorValue error, long now) {
        if (new IcmpHeader(skb.buf(), transport).type() == IcmpHeader.ECHO_REPLY) {
            learn(skb, quoted, error, now);
        } else if (error.errno() != 0) {
            pingErr(skb, quoted, transport, error);
        }
    }

    private void learn(SkBuff skb, Ipv4Header quoted, IcmpErrorValue error, long now) {
        if (error.type() == IcmpHeader.REDIRECT) {
            exception.redirect(skb, quoted, now);
        } else if (error.type() == IcmpHeader.DEST_UNREACH && error.code() == FRAG_NEEDED) {
            // With ip_no_pmtu_disc 1 what the message says is not read.
            exception.updatePmtu(quoted, net.settings.noPmtuDisc() == 1 ? 0 : error.info(), now);
        }
    }

    private void pingErr(SkBuff skb, Ipv4Header quoted, int transport, IcmpErrorValue error) {
        IcmpHeader icmph = new IcmpHeader(skb.buf(), transport);
        if (icmph.type() != IcmpHeader.ECHO) {
            return;
        }
        int ident = icmph.restOfHeader() >>> 16;
        long cookie = SockCookie.ping(ident, false);
        int from = new Ipv4Header(skb.buf(), skb.networkHeader()).saddr();
        net.out.deliverSocket(new SockEvent(
                SockEvent.Kind.ICMP_ERROR,
                SockCookie.home(cookie),
                cookie,
                FlowKey.v4(quoted.saddr(), ident, from, icmph.restOfHeader() & 0xffff),
                error.encode(),
                null));
    }

    /** Errno 0 for messages that no socket hears of: source quench and redirects. */
    private static IcmpErrorValue convert(int type, int code, int rest) {
        return switch (type) {
            case IcmpHeader.TIME_EXCEEDED -> new IcmpErrorValue(EHOSTUNREACH, type, code, 0, false);
            case IcmpHeader.PARAMETER_PROBLEM -> new IcmpErrorValue(EPROTO, type, code, 0, true);
            case IcmpHeader.DEST_UNREACH -> {
                int errno = code < UNREACH.length ? UNREACH[code] : EHOSTUNREACH;
                boolean mtu = code == FRAG_NEEDED;
                yield new IcmpErrorValue(Math.abs(errno), type, code, mtu ? rest & 0xffff : 0, errno < 0 || mtu);
            }
            default -> new IcmpErrorValue(0, type, code, 0, false);
        };
    }
}
