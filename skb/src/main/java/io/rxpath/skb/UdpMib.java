package io.rxpath.skb;

/**
 * Counters of the line Udp of /proc/net/snmp, in its order (RFC 4113).
 *
 * <p>Kernel: net/ipv4/proc.c snmp4_udp_list.
 */
public enum UdpMib implements MibCounter {
    /** Datagrams that a reader has got. */
    IN_DATAGRAMS("InDatagrams"),
    /** Datagrams to a port without a socket. */
    NO_PORTS("NoPorts"),
    /** Datagrams dropped at a socket; the causes below are counted here too. */
    IN_ERRORS("InErrors"),
    /** Datagrams sent. */
    OUT_DATAGRAMS("OutDatagrams"),
    /** Datagrams dropped because the receive buffer was full. */
    RCVBUF_ERRORS("RcvbufErrors"),
    /** Datagrams not sent because the send buffer was full. */
    SNDBUF_ERRORS("SndbufErrors"),
    /** Datagrams with a bad checksum. */
    IN_CSUM_ERRORS("InCsumErrors"),
    /** Multicast datagrams that no socket wanted. */
    IGNORED_MULTI("IgnoredMulti"),
    /** Datagrams dropped because UDP as a whole had used up its memory (udp_mem). */
    MEM_ERRORS("MemErrors");

    private final String kernelName;

    UdpMib(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "Udp";
    }

    @Override
    public String kernelName() {
        return kernelName;
    }
}
