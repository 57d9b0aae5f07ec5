package io.rxpath.softirq.core;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;

/**
 * Reads the Ethernet header: whom the frame is for and what it carries.
 *
 * <p>Kernel: net/ethernet/eth.c eth_type_trans(), include/linux/etherdevice.h eth_skb_pkt_type().
 */
final class EthTypeTrans {
    /** Smallest value that is a type and not a length (ETH_P_802_3_MIN). */
    private static final int MIN_TYPE = 0x0600;

    /** Pseudo type of a frame with a length in which Novell's IPX begins at once (ETH_P_802_3). */
    private static final int P_802_3 = 0x0001;

    /** Pseudo type of a frame with a length and an IEEE 802.2 LLC header (ETH_P_802_2). */
    private static final int P_802_2 = 0x0004;

    private EthTypeTrans() {}

    /**
     * Sets protocol, packet type, MAC and network header of a frame and pulls its Ethernet header. PKT_TOO_SMALL if it
     * has none: a card never delivers such a frame, and a TAP refuses to take it.
     */
    static SkbDropReason apply(SkBuff skb, long mac) {
        SkbDropReason reason = EthernetHeader.check(skb.buf(), skb.data(), skb.headLen());
        if (reason != SkbDropReason.NOT_DROPPED_YET) {
            return reason;
        }
        skb.resetMacHeader();
        EthernetHeader eth = new EthernetHeader(skb.buf(), skb.data());
        skb.pull(EthernetHeader.LENGTH);
        skb.resetNetworkHeader();
        skb.pktType = packetType(eth, mac);
        skb.protocol = protocol(skb, eth.type());
        return SkbDropReason.NOT_DROPPED_YET;
    }

    private static PacketType packetType(EthernetHeader eth, long mac) {
        if (eth.dst() == mac) {
            return PacketType.HOST;
        }
        if (!eth.multicast()) {
            return PacketType.OTHERHOST;
        }
        return eth.broadcast() ? PacketType.BROADCAST : PacketType.MULTICAST;
    }

    /** What a type or length in front of data says about the packet. */
    static int protocol(SkBuff skb, int type) {
        if (type >= MIN_TYPE) {
            return type;
        }
        byte[] a = skb.buf();
        int at = skb.data();
        // 0xffff cannot be a pair of LLC service access points.
        return skb.headLen() >= 2 && a[at] == -1 && a[at + 1] == -1 ? P_802_3 : P_802_2;
    }
}
