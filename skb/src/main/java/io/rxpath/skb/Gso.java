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

    private Gso() {}
}
