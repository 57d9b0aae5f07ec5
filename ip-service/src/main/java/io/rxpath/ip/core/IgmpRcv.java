package io.rxpath.ip.core;

import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;

/**
 * Group membership messages (kernel net/ipv4/igmp.c igmp_rcv()). Of the groups this host is in 224.0.0.1 only, of which
 * nobody reports, so queries are heard and not answered.
 */
final class IgmpRcv {
    private static final int LENGTH = 8;
    private static final int V3_QUERY = 12;
    private static final int QUERY = 0x11;
    private static final int REPORT = 0x12;
    private static final int V2_REPORT = 0x16;

    private final Net net;

    IgmpRcv(Net net) {
        this.net = net;
    }

    /** A message; data at its header. */
    SkbDropReason rcv(SkBuff skb, long now) {
        return heard(skb)
                ? net.consumeSkb(skb, "igmp")
                : net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, "igmp_rcv", now);
    }

    private static boolean heard(SkBuff skb) {
        if (skb.len() < LENGTH) {
            return false;
        }
        skb.linearize();
        if (skb.ipSummed != IpSummed.UNNECESSARY && InternetChecksum.checksum(skb.buf(), skb.data(), skb.len()) != 0) {
            return false;
        }
        return switch (skb.buf()[skb.data()] & 0xff) {
            case QUERY -> skb.len() == LENGTH || skb.len() >= V3_QUERY;
            case REPORT, V2_REPORT -> skb.pktType == PacketType.MULTICAST || skb.pktType == PacketType.BROADCAST;
            default -> false;
        };
    }
}
