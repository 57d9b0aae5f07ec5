package io.rxpath.skb;

/** Where a frame was addressed to, as eth_type_trans() sees it (kernel include/uapi/linux/if_packet.h PACKET_*). */
public enum PacketType {
    /** To our own MAC address. */
    HOST,
    /** To ff:ff:ff:ff:ff:ff. */
    BROADCAST,
    /** To another group address. */
    MULTICAST,
    /** To somebody else; seen in promiscuous mode only. ip_rcv drops it before it counts it. */
    OTHERHOST,
    /** Sent by us. */
    OUTGOING;

    private static final PacketType[] VALUES = values();

    static PacketType of(int ordinal) {
        return VALUES[ordinal];
    }

    static boolean valid(int ordinal) {
        return ordinal >= 0 && ordinal < VALUES.length;
    }
}
