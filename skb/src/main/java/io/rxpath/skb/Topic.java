package io.rxpath.skb;

/** The topics between the services. Every data topic has the same number of partitions. */
public enum Topic {
    /** Generators to nic: the cable; {@link WireFrame}s; partition = wire port mod P. */
    WIRE_RX("wire.rx"),
    /** nic to softirq: DMA'd buffers; skbs with {@link SkBuff#descriptor}; partition = RX queue mod P. */
    NIC_RX("nic.rx"),
    /** nic to softirq: interrupts; {@link RingIrq}; partition = RX queue mod P. */
    NIC_IRQ("nic.irq"),
    /** softirq to nic: register writes; {@link RingMmio}; partition = RX queue mod P. */
    NIC_MMIO("nic.mmio"),
    /** softirq to ip: netif_receive_skb; partition = flow hash mod P, as in all topics below. */
    IP_RX("ip.rx"),
    /** ip to tcp: what tcp_v4_rcv gets; data begins at the TCP header. */
    TCP_RX("tcp.rx"),
    /** tcp to socket: {@link SockEvent}s. */
    SOCKET_RX("socket.rx"),
    /** socket to tcp: {@link SockCommand}s. */
    SOCKET_CTL("socket.ctl"),
    /** tcp to ip: segments to send; skbs with {@link SkBuff#flow}; data begins at the TCP header. */
    IP_TX("ip.tx"),
    /** ip to nic: frames to transmit, without FCS; partition = TX queue mod P. */
    NIC_TX("nic.tx"),
    /** nic to anyone: frames on the cable outwards; {@link WireFrame}s; partition = wire port mod P. */
    WIRE_TX("wire.tx"),
    /** Every layer: one {@link DropEvent} per lost skb; partition = layer mod P. */
    SKB_DROP("skb.drop"),
    /** Anyone to every instance: settings, compacted, one partition. */
    CONFIG("config"),
    /** ip to ip: the connections it tracks, for its next life; compacted, one partition. */
    IP_CONNTRACK("ip.conntrack"),
    /** Records no service could read, as they were, with the reason in their headers; one partition. */
    DEAD_LETTER("dead.letter");

    private final String topicName;

    Topic(String topicName) {
        this.topicName = topicName;
    }

    /** The Kafka topic's name. */
    public String topicName() {
        return topicName;
    }

    /** True for the topics that have one partition whatever P is. */
    public boolean singlePartition() {
        return this == CONFIG || this == IP_CONNTRACK || this == DEAD_LETTER;
    }

    /** True for the topics that keep the last record of each key for ever. */
    public boolean compacted() {
        return this == CONFIG || this == IP_CONNTRACK;
    }

    /** The partition of a flow hash, RX queue or wire port. */
    public static int partition(int hash, int partitions) {
        return Integer.remainderUnsigned(hash, partitions);
    }
}
