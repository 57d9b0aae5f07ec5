package io.rxpath.skb;

/** The places whose time an skb carries, in the order in which they are passed. */
public enum Hop {
    /** The frame was on the cable in front of the card. */
    WIRE("wire"),
    /** The card had written it into a descriptor's buffer. */
    DMA("nic"),
    /** NAPI had taken it from the ring. */
    POLL("napi"),
    /** GRO had let it go (netif_receive_skb). */
    GRO("gro"),
    /** ip_rcv had begun. */
    IP("ip"),
    /** tcp_v4_rcv had begun. */
    TCP("tcp"),
    /** It stood in the socket's receive queue. */
    QUEUED("socket");

    /** Number of hops. */
    public static final int COUNT = values().length;

    private final String label;

    Hop(String label) {
        this.label = label;
    }

    /** Value of the metric label {@code hop}: the latency from the hop before to this one. */
    public String label() {
        return label;
    }
}
