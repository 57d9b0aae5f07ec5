package io.rxpath.softirq.core.gro;

import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.UdpHeader;
import org.jspecify.annotations.Nullable;

/**
 * GRO's look at the UDP header. Datagrams pass one by one unless rx-gro-list or rx-udp-gro-forwarding is on; then those of
 * one length make a run, which a shorter one ends.
 *
 * <p>Kernel: net/ipv4/udp_offload.c udp4_gro_receive(), udp_gro_receive(), udp_gro_receive_segment(), net/ipv6/udp_offload.c
 * udp6_gro_receive(). Sockets with UDP_GRO and tunnels, which the kernel looks up first, do not exist here.
 */
final class UdpGroReceive {
    /** Datagrams in a run (kernel UDP_GRO_CNT_MAX). */
    static final int UDP_GRO_CNT_MAX = 64;

    private UdpGroReceive() {}

    /** As {@link DevGroReceive#byType}; {@code cb.dataOffset} is at the UDP header. */
    static @Nullable GroCb receive(GroNode node, GroList list, GroCb cb) {
        if (!cb.header(UdpHeader.LENGTH)) {
            cb.flush = true;
            return null;
        }
        UdpHeader uh = new UdpHeader(cb.skb.buf(), cb.transport());
        if (!cb.flush) {
            // Without a checksum there is nothing to verify, whatever the IP version makes of that.
            if (uh.checksum() == 0) {
                GroChecksum.markVerified(cb.skb);
            } else if (!GroChecksum.valid(cb)) {
                cb.flush = true;
                return null;
            }
        }
        cb.flist = node.features().groList();
        if (!cb.flist && !node.features().udpForwarding()) {
            cb.flush = true;
            return null;
        }
        return segment(node, list, cb, uh);
    }

    private static @Nullable GroCb segment(GroNode node, GroList list, GroCb cb, UdpHeader uh) {
        int length = uh.length();
        // Segmentation would need a checksum, and cannot make padding again.
        if (uh.checksum() == 0 || length <= UdpHeader.LENGTH || length != cb.groLen()) {
            cb.flush = true;
            return null;
        }
        cb.dataOffset += UdpHeader.LENGTH;
        GroCb p = lookup(list, uh);
        if (p == null) {
            return null;
        }
        if (cb.flist != p.flist) {
            cb.flush = true;
            return p;
        }
        int first = new UdpHeader(p.skb.buf(), p.transport()).length();
        // The head's length field stays that of its own datagram until the run is complete.
        if (length > first || NetworkFlush.flush(cb, p)) {
            return p;
        }
        SkBuff skb = cb.skb;
        if (cb.flist && skb.ipSummed != p.skb.ipSummed) {
            cb.flush = true;
            return null;
        }
        boolean merged = cb.flist ? SkbGroReceive.receiveList(p, cb) : SkbGroReceive.receive(node.features(), p, cb);
        return !merged || length != first || p.count >= UDP_GRO_CNT_MAX ? p : null;
    }

    /** The held datagram with the same ports; the youngest first, as the kernel's list has it. */
    private static @Nullable GroCb lookup(GroList list, UdpHeader uh) {
        for (int i = list.count() - 1; i >= 0; i--) {
            GroCb p = list.get(i);
            if (p.sameFlow && p.proto == IpProtocol.UDP) {
                UdpHeader uh2 = new UdpHeader(p.skb.buf(), p.transport());
                if (uh.source() == uh2.source() && uh.dest() == uh2.dest()) {
                    return p;
                }
            }
        }
        return null;
    }
}
