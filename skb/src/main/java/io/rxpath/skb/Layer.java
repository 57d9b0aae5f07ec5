package io.rxpath.skb;

/** The five layers. The ordinal is in records: append only. */
public enum Layer {
    /** nic-service. */
    NIC("nic"),
    /** softirq-service. */
    SOFTIRQ("softirq"),
    /** ip-service. */
    IP("ip"),
    /** tcp-service. */
    TCP("tcp"),
    /** socket-service. */
    SOCKET("socket");

    private final String label;

    Layer(String label) {
        this.label = label;
    }

    /** Value of the metric label {@code layer}. */
    public String label() {
        return label;
    }
}
