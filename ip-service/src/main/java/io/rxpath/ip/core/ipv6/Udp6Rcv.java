package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.Net;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.Udp6Mib;
import io.rxpath.skb.UdpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams over IPv6 (kernel net/ipv6/udp.c __udp6_lib_rcv(), udp6_csum_init(), __udp6_lib_err()). A datagram without a
 * checksum is refused (RFC 8200 section 8.1).
 */
final class Udp6Rcv implements Udp6 {
    private static final String RCV = "__udp6_lib_rcv";
    /** Up to here the checksum is looked at before the socket is (kernel CHECKSUM_BREAK), if tracking has not done so. */
    private static final int CHECKSUM_BREAK = 76;

    private final Net6 net6;
    private final Net net;
    private final Icmpv6Send icmpSend;
    private @Nullable Sockets sockets;

    Udp6Rcv(Net6 net6, Icmpv6Send icmpSend) {
        this.net6 = net6;
        this.net = net6.net;
        this.icmpSend = icmpSend;
    }

    /** Who has the sockets; nobody until this is called. */
    void sockets(Sockets table) {
        sockets = table;
    }

    @Override
    public void rcv(SkBuff skb, long now) {
        if (!Net.mayPull(skb, UdpHeader.LENGTH)) {
            discard(skb, SkbDropReason.NOT_SPECIFIED, now);
            return;
        }
        UdpHeader uh = new UdpHeader(skb.buf(), skb.data());
        int length = uh.length();
        if (length > skb.len() || (length != 0 && length < UdpHeader.LENGTH)) {
            discard(skb, SkbDropReason.PKT_TOO_SMALL, now);
            return;
        }
        // Length 0 is a jumbogram's: all there is (RFC 2675 section 4).
        if (length != 0 && length < skb.len()) {
            // What was found of a longer packet says nothing of what is left (__skb_checksum_validate()).
            skb.csumValid = false;
            skb.trim(length);
        }
        boolean known = skb.len() <= CHECKSUM_BREAK || skb.csumCompleteSw;
        if (uh.checksum() != 0 && known && !UdpHeader.checksumValid(skb)) {
            csumError(skb, SkbDropReason.UDP_CSUM, now);
            return;
        }
        boolean toGroup = Ipv6Addr.isMulticast(new Ipv6Header(skb.buf(), skb.networkHeader()).daddrHi());
        Sockets table = sockets;
        if (uh.checksum() != 0 || toGroup) {
            if (table != null && table.deliver(skb, toGroup, now)) {
                return;
            }
        }
        if (toGroup) {
            net6.udp6.inc(Udp6Mib.IGNORED_MULTI);
            net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, RCV, now);
            return;
        }
        if (uh.checksum() == 0) {
            boolean bound = table != null && table.bound(skb);
            csumError(skb, bound ? SkbDropReason.UDP_CSUM : SkbDropReason.NO_SOCKET, now);
        } else if (!UdpHeader.checksumValid(skb)) {
            csumError(skb, SkbDropReason.NO_SOCKET, now);
        } else {
            net6.udp6.inc(Udp6Mib.NO_PORTS);
            icmpSend.send(skb, Icmpv6.DEST_UNREACH, Icmpv6.PORT_UNREACH, 0, now);
            net.kfreeSkb(skb, SkbDropReason.NO_SOCKET, RCV, now);
        }
    }

    private void csumError(SkBuff skb, SkbDropReason reason, long now) {
        net6.udp6.inc(Udp6Mib.IN_CSUM_ERRORS);
        discard(skb, reason, now);
    }

    private void discard(SkBuff skb, SkbDropReason reason, long now) {
        net6.udp6.inc(Udp6Mib.IN_ERRORS);
        net.kfreeSkb(skb, reason, RCV, now);
    }

    @Override
    public boolean err(SkBuff skb, int type, int code, int offset, int info, long now) {
        Sockets table = sockets;
        return table != null && table.err(skb, type, code, offset, info, now);
    }
}
