package io.rxpath.softirq.core.gro;

import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import org.jspecify.annotations.Nullable;

/**
 * GRO's look at the IPv4 header.
 *
 * <p>Kernel: net/ipv4/af_inet.c inet_gro_receive(), include/net/gro.h inet_gro_flush(). TCP is the only protocol with a
 * handler here: UDP has one in the kernel, but it passes everything unless a socket or a tunnel asked for more.
 */
final class InetGroReceive {
    /** Version 4 and a header without options. */
    private static final int PLAIN_VERSION_IHL = 0x45;

    /** The highest bit of the word with the fragment offset; nobody may send it. */
    private static final int RESERVED_BIT = 0x8000;

    private InetGroReceive() {}

    /**
     * Looks at the packet. Sets {@link GroCb#flush} if it cannot be held and {@link GroCb#sameFlow} if it was merged.
     *
     * @return the held packet whose run has ended, or null
     */
    static @Nullable GroCb receive(GroList list, GroCb cb) {
        SkBuff skb = cb.skb;
        skb.headers(skb.macHeader(), skb.data(), skb.transportHeader());
        if (skb.headLen() < Ipv4Header.LENGTH) {
            cb.flush = true;
            return null;
        }
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
        if (iph.protocol() != IpProtocol.TCP
                || (skb.buf()[skb.data()] & 0xff) != PLAIN_VERSION_IHL
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
                Ipv4Header iph2 = new Ipv4Header(p.skb.buf(), p.skb.data());
                p.sameFlow = iph.saddr() == iph2.saddr() && iph.daddr() == iph2.daddr();
            }
        }
        cb.dataOffset = Ipv4Header.LENGTH;
        skb.headers(skb.macHeader(), skb.data(), skb.data() + Ipv4Header.LENGTH);
        return TcpGroReceive.receive(list, cb);
    }

    /**
     * True if the IP header of a packet does not continue the run of {@code p} (inet_gro_flush). TTL, TOS and DF must be
     * those of the first packet. The id counts up by one, or, if the second packet had the id of the first, stays. Since
     * 6.18 it may stay without DF too (measured).
     */
    static boolean flush(SkBuff skb, GroCb p) {
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
        Ipv4Header iph2 = new Ipv4Header(p.skb.buf(), p.skb.data());
        if (iph.ttl() != iph2.ttl() || iph.tos() != iph2.tos() || iph.dontFragment() != iph2.dontFragment()) {
            return true;
        }
        int idOffset = (iph.id() - iph2.id()) & 0xffff;
        if (p.count == 1 && idOffset == 0) {
            p.fixedId = true;
        }
        return idOffset != (p.fixedId ? 0 : p.count & 0xffff);
    }
}
