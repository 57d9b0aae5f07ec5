package io.rxpath.skb;

/**
 * Counters Udp6 of /proc/net/snmp6.
 *
 * <p>Kernel: net/ipv6/proc.c snmp6_udp6_list.
 */
public enum Udp6Mib implements MibCounter {
    /** Datagrams that a reader has got. */
    IN_DATAGRAMS("InDatagrams"),
    /** Datagrams to a port without a socket. */
    NO_PORTS("NoPorts"),
    /** Datagrams dropped; the causes below are counted here too. */
    IN_ERRORS("InErrors"),
    /** Datagrams sent. */
    OUT_DATAGRAMS("OutDatagrams"),
    /** Datagrams dropped because the receive buffer was full. */
    RCVBUF_ERRORS("RcvbufErrors"),
    /** Datagrams not sent because the send buffer was full. */
    SNDBUF_ERRORS("SndbufErrors"),
    /** Datagrams with a bad checksum, or with none. */
    IN_CSUM_ERRORS("InCsumErrors"),
    /** Multicast datagrams that no socket wanted. */
    IGNORED_MULTI("IgnoredMulti"),
    /** Datagrams dropped because UDP as a whole had used up its memory (udp_mem). */
    MEM_ERRORS("MemErrors");

    private final String kernelName;

    Udp6Mib(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "Udp6";
    }

    @Override
    public String kernelName() {
        return kernelName;
    }

    /** The name as /proc/net/snmp6 has it, without a dot. */
    @Override
    public String fullName() {
        return group() + kernelName;
    }
}
