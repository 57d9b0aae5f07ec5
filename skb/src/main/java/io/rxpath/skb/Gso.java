package io.rxpath.skb;

/** Bits of {@link SkBuff#gsoType} (kernel include/linux/skbuff.h SKB_GSO_*). */
public final class Gso {
    /** TCP over IPv4. */
    public static final int TCPV4 = 1;

    /** The segments' IP ids are all the same instead of counting up. */
    public static final int TCP_FIXEDID = 1 << 3;

    /** TCP over IPv6. */
    public static final int TCPV6 = 1 << 4;

    /** The super-packet carries CWR. */
    public static final int TCP_ECN = 1 << 2;

    /** UDP datagrams of one length, perhaps a shorter last one. */
    public static final int UDP_L4 = 1 << 17;

    /** Whole packets on a chain: their headers differ in nothing that segmentation would not make again. */
    public static final int FRAGLIST = 1 << 18;

    /** The super-packet carries CWR, whose meaning with AccECN segmentation must keep. */
    public static final int TCP_ACCECN = 1 << 19;

    private Gso() {}
}
