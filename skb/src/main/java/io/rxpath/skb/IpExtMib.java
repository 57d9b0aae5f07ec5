package io.rxpath.skb;

/**
 * Counters of the line IpExt of /proc/net/netstat, in its order. Octets count from the IP header on. The four ECN
 * counters count GSO segments, the others skbs.
 *
 * <p>Kernel: net/ipv4/proc.c snmp4_ipextstats_list.
 */
public enum IpExtMib implements MibCounter {
    /** Datagrams to forward for which there was no route. */
    IN_NO_ROUTES("InNoRoutes"),
    /** Datagrams shorter than their total length says. */
    IN_TRUNCATED_PKTS("InTruncatedPkts"),
    /** Multicast datagrams received. */
    IN_MCAST_PKTS("InMcastPkts"),
    /** Multicast datagrams sent. */
    OUT_MCAST_PKTS("OutMcastPkts"),
    /** Broadcast datagrams received. */
    IN_BCAST_PKTS("InBcastPkts"),
    /** Broadcast datagrams sent. */
    OUT_BCAST_PKTS("OutBcastPkts"),
    /** Bytes received. */
    IN_OCTETS("InOctets"),
    /** Bytes sent. */
    OUT_OCTETS("OutOctets"),
    /** Multicast bytes received. */
    IN_MCAST_OCTETS("InMcastOctets"),
    /** Multicast bytes sent. */
    OUT_MCAST_OCTETS("OutMcastOctets"),
    /** Broadcast bytes received. */
    IN_BCAST_OCTETS("InBcastOctets"),
    /** Broadcast bytes sent. */
    OUT_BCAST_OCTETS("OutBcastOctets"),
    /** Datagrams with a bad header checksum; they count as InHdrErrors too. */
    IN_CSUM_ERRORS("InCsumErrors"),
    /** Segments received that are not ECN-capable. */
    IN_NO_ECT_PKTS("InNoECTPkts"),
    /** Segments received with ECT(1). */
    IN_ECT1_PKTS("InECT1Pkts"),
    /** Segments received with ECT(0). */
    IN_ECT0_PKTS("InECT0Pkts"),
    /** Segments received with congestion experienced. */
    IN_CE_PKTS("InCEPkts"),
    /** Reassemblies thrown away because fragments overlap. */
    REASM_OVERLAPS("ReasmOverlaps");

    private final String kernelName;

    IpExtMib(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "IpExt";
    }

    @Override
    public String kernelName() {
        return kernelName;
    }
}
