package io.rxpath.softirq.core.gro;

import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * GRO's look at the IPv6 header and its extension headers. The version is not looked at, as in the kernel: what follows
 * is judged by IPv6's own receive function.
 *
 * <p>Kernel: net/ipv6/ip6_offload.c ipv6_gro_receive(), ipv6_gro_pull_exthdrs(), ipv6_exthdrs_len().
 */
final class Ipv6GroReceive {
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int DESTINATION = 60;

    /** Length of the shortest extension header, and the unit in which they count. */
    private static final int EXTENSION_UNIT = 8;

    private Ipv6GroReceive() {}

    /** As {@link DevGroReceive#byType}. */
    static @Nullable GroCb receive(GroNode node, GroList list, GroCb cb) {
        if (!cb.header(Ipv6Header.LENGTH)) {
            cb.flush = true;
            return null;
        }
        SkBuff skb = cb.skb;
        cb.networkOffset = cb.dataOffset;
        cb.ipv6 = true;
        Ipv6Header iph = new Ipv6Header(skb.buf(), cb.network());
        boolean wrongLength = iph.payloadLength() != cb.groLen() - Ipv6Header.LENGTH;
        int proto = pullExtensions(cb, iph.nextHeader());
        if (proto != IpProtocol.TCP && proto != IpProtocol.UDP) {
            cb.flush = true;
            return null;
        }
        int networkLength = cb.dataOffset - cb.networkOffset;
        for (int i = 0; i < list.count(); i++) {
            GroCb p = list.get(i);
            if (p.sameFlow) {
                p.sameFlow = sameFlow(cb, iph, p, networkLength);
            }
        }
        cb.flush |= wrongLength;
        cb.transportAt(cb.dataOffset, proto);
        return proto == IpProtocol.TCP ? TcpGroReceive.receive(node, list, cb) : UdpGroReceive.receive(node, list, cb);
    }

    /** Everything but length, traffic class and hop limit must be equal, extension headers to the byte. */
    private static boolean sameFlow(GroCb cb, Ipv6Header iph, GroCb p, int networkLength) {
        Ipv6Header iph2 = new Ipv6Header(p.skb.buf(), p.network());
        int at = cb.network();
        int at2 = p.network();
        return iph.version() == iph2.version()
                && iph.flowLabel() == iph2.flowLabel()
                && iph.nextHeader() == iph2.nextHeader()
                && iph.saddrHi() == iph2.saddrHi()
                && iph.saddrLo() == iph2.saddrLo()
                && iph.daddrHi() == iph2.daddrHi()
                && iph.daddrLo() == iph2.daddrLo()
                && Arrays.equals(
                        cb.skb.buf(),
                        at + Ipv6Header.LENGTH,
                        at + networkLength,
                        p.skb.buf(),
                        at2 + Ipv6Header.LENGTH,
                        at2 + networkLength);
    }

    /** Moves {@code cb.dataOffset} behind the extension headers that are whole, and returns what comes then. */
    private static int pullExtensions(GroCb cb, int nextHeader) {
        SkBuff skb = cb.skb;
        cb.dataOffset += Ipv6Header.LENGTH;
        int proto = nextHeader;
        while (proto == HOP_BY_HOP || proto == ROUTING || proto == DESTINATION) {
            if (!cb.header(2)) {
                break;
            }
            int at = skb.data() + cb.dataOffset;
            int length = ((skb.buf()[at + 1] & 0xff) + 1) * EXTENSION_UNIT;
            if (!cb.header(length)) {
                break;
            }
            proto = skb.buf()[at] & 0xff;
            cb.dataOffset += length;
        }
        return proto;
    }
}
