package io.rxpath.skb;

/**
 * Counters Ip6 of /proc/net/snmp6, in its order (RFC 4293).
 *
 * <p>Kernel: net/ipv6/proc.c snmp6_ipstats_list.
 */
public enum Ip6Mib implements MibCounter {
    /** Packets received, those with errors included. */
    IN_RECEIVES("InReceives"),
    /** Packets dropped for an error in their headers. */
    IN_HDR_ERRORS("InHdrErrors"),
    /** Packets not forwarded because they are longer than the next link takes. */
    IN_TOO_BIG_ERRORS("InTooBigErrors"),
    /** Packets received for which there is no route. */
    IN_NO_ROUTES("InNoRoutes"),
    /** Packets dropped for one of their addresses. */
    IN_ADDR_ERRORS("InAddrErrors"),
    /** Packets of a protocol nobody handles. */
    IN_UNKNOWN_PROTOS("InUnknownProtos"),
    /** Packets shorter than their header says. */
    IN_TRUNCATED_PKTS("InTruncatedPkts"),
    /** Packets dropped without being at fault. */
    IN_DISCARDS("InDiscards"),
    /** Packets given to their protocol. */
    IN_DELIVERS("InDelivers"),
    /** Packets forwarded. */
    OUT_FORW_DATAGRAMS("OutForwDatagrams"),
    /** Packets that this host had to send. */
    OUT_REQUESTS("OutRequests"),
    /** Packets to send that were dropped without being at fault. */
    OUT_DISCARDS("OutDiscards"),
    /** Packets to send for which there is no route. */
    OUT_NO_ROUTES("OutNoRoutes"),
    /** Reassemblies whose time ran out. */
    REASM_TIMEOUT("ReasmTimeout"),
    /** Fragments received. */
    REASM_REQDS("ReasmReqds"),
    /** Packets reassembled. */
    REASM_OKS("ReasmOKs"),
    /** Reassemblies given up. */
    REASM_FAILS("ReasmFails"),
    /** Packets sent in fragments. */
    FRAG_OKS("FragOKs"),
    /** Packets that had to be sent in fragments and could not. */
    FRAG_FAILS("FragFails"),
    /** Fragments made. */
    FRAG_CREATES("FragCreates"),
    /** Multicast packets received. */
    IN_MCAST_PKTS("InMcastPkts"),
    /** Multicast packets sent. */
    OUT_MCAST_PKTS("OutMcastPkts"),
    /** Bytes received. */
    IN_OCTETS("InOctets"),
    /** Bytes sent. */
    OUT_OCTETS("OutOctets"),
    /** Bytes of multicast packets received. */
    IN_MCAST_OCTETS("InMcastOctets"),
    /** Bytes of multicast packets sent. */
    OUT_MCAST_OCTETS("OutMcastOctets"),
    /** Not used: IPv6 has no broadcast. */
    IN_BCAST_OCTETS("InBcastOctets"),
    /** Not used: IPv6 has no broadcast. */
    OUT_BCAST_OCTETS("OutBcastOctets"),
    /** Wire segments received without ECN. */
    IN_NO_ECT_PKTS("InNoECTPkts"),
    /** Wire segments received with ECT(1). */
    IN_ECT1_PKTS("InECT1Pkts"),
    /** Wire segments received with ECT(0). */
    IN_ECT0_PKTS("InECT0Pkts"),
    /** Wire segments received that met congestion. */
    IN_CE_PKTS("InCEPkts"),
    /** Packets handed to the neighbour layer. */
    OUT_TRANSMITS("OutTransmits");

    private final String kernelName;

    Ip6Mib(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "Ip6";
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
