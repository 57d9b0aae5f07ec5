package io.rxpath.skb;

/**
 * Counters of the line Ip of /proc/net/snmp, in its order (RFC 4293; kernel IPSTATS_MIB_ constants). The two leading
 * columns Forwarding and DefaultTTL are settings and not here.
 *
 * <p>Kernel: net/ipv4/proc.c snmp4_ipstats_list.
 */
public enum IpMib implements MibCounter {
    /** Datagrams that reached ip_rcv, good or bad, those for other hosts excepted. */
    IN_RECEIVES("InReceives"),
    /** Datagrams dropped for an error in their header, or because the TTL ran out. */
    IN_HDR_ERRORS("InHdrErrors"),
    /** Datagrams dropped because their destination is none of ours and we do not forward. */
    IN_ADDR_ERRORS("InAddrErrors"),
    /** Datagrams forwarded. */
    FORW_DATAGRAMS("ForwDatagrams"),
    /** Datagrams for us of a protocol nobody handles. */
    IN_UNKNOWN_PROTOS("InUnknownProtos"),
    /** Datagrams dropped for want of memory, not for a fault of their own. */
    IN_DISCARDS("InDiscards"),
    /** Datagrams handed to a transport protocol. */
    IN_DELIVERS("InDelivers"),
    /** Datagrams that transport protocols asked to send. */
    OUT_REQUESTS("OutRequests"),
    /** Datagrams to send that were dropped for want of memory. */
    OUT_DISCARDS("OutDiscards"),
    /** Datagrams to send for which there was no route. */
    OUT_NO_ROUTES("OutNoRoutes"),
    /** Reassemblies given up because fragments did not come in time. */
    REASM_TIMEOUT("ReasmTimeout"),
    /** Fragments that needed reassembly. */
    REASM_REQDS("ReasmReqds"),
    /** Datagrams reassembled. */
    REASM_OKS("ReasmOKs"),
    /** Failures of reassembly, for whatever cause. */
    REASM_FAILS("ReasmFails"),
    /** Datagrams fragmented. */
    FRAG_OKS("FragOKs"),
    /** Datagrams too big for the link that could not or must not be fragmented. */
    FRAG_FAILS("FragFails"),
    /** Fragments made. */
    FRAG_CREATES("FragCreates"),
    /** Datagrams given to the link, own and forwarded (since 6.5). */
    OUT_TRANSMITS("OutTransmits");

    private final String kernelName;

    IpMib(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "Ip";
    }

    @Override
    public String kernelName() {
        return kernelName;
    }
}
