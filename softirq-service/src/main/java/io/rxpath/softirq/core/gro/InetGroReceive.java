package io.rxpath.softirq.core.gro;

import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import org.jspecify.annotations.Nullable;

/**
 * GRO's look at the IPv4 header.
 *
 * <p>Kernel: net/ipv4/af_inet.c inet_gro_receive(). TCP and UDP have handlers; the tunnels that may have one (IPIP, GRE,
 * ESP) the measured kernel was built without.
 */
final class InetGroReceive {
    /** Version 4 and a header without options. */
    private static final int PLAIN_VERSION_IHL = 0x45;

    /** The highest bit of the word with the fragment offset; nobody may send it. */
    private static final int RESERVED_BIT = 0x8000;

    private InetGroReceive() {}

    /** As {@link DevGroReceive#byType}. */
    static @Nullable GroCb receive(GroNode node, GroList list, GroCb cb) {
        if (!cb.header(Ipv4Header.LENGTH)) {
            cb.flush = true;
            return null;
        }
        SkBuff skb = cb.skb;
        cb.networkOffset = cb.dataOffset;
        Ipv4Header iph = new Ipv4Header(skb.buf(), cb.network());
        int protocol = iph.protocol();
        if (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP
                || (skb.buf()[cb.network()] & 0xff) != PLAIN_VERSION_IHL
                || iph.isFragment()
                || !iph.checksumValid()) {
            cb.flush = true;
            return null;
        }
        // A packet with link-layer padding has another length than it says and stays out.
        cb.flush |= iph.totalLength() != (cb.groLen() & 0xffff) || (iph.fragOff16() & RESERVED_BIT) != 0;
        for (int i = 0; i < list.count(); i++) {
            GroCb p = list.get(i);
            if (p.sameFlow) {
                Ipv4Header iph2 = new Ipv4Header(p.skb.buf(), p.skb.data() + cb.networkOffset);
                p.sameFlow = protocol == iph2.protocol() && iph.saddr() == iph2.saddr() && iph.daddr() == iph2.daddr();
            }
        }
        cb.transportAt(cb.dataOffset + Ipv4Header.LENGTH, protocol);
        return protocol == IpProtocol.TCP
                ? TcpGroReceive.receive(node, list, cb)
                : UdpGroReceive.receive(node, list, cb);
    }
}
