package io.rxpath.skb;

/**
 * Why an skb was freed, as tracepoint skb:kfree_skb reports it. The ordinals are the kernel's numbers in
 * version 6.18. A frame that the NIC lost has no skb and no reason, see {@link EthtoolStat}.
 *
 * <p>Kernel: include/net/dropreason-core.h enum skb_drop_reason.
 */
public enum SkbDropReason {
    /** No drop: go on (kernel SKB_NOT_DROPPED_YET). */
    NOT_DROPPED_YET,
    /** No drop: the skb has done its work. */
    SKB_CONSUMED,
    /** Dropped by code that gives no reason. */
    NOT_SPECIFIED,
    /** No socket for the packet. */
    NO_SOCKET,
    /** The socket was closed with the packet in its queue. */
    SOCKET_CLOSE,
    /** A BPF filter of the socket dropped it. */
    SOCKET_FILTER,
    /** The receive buffer of the socket was full. */
    SOCKET_RCVBUFF,
    /** A unix socket was disconnected. */
    UNIX_DISCONNECT,
    /** A unix socket skipped out-of-band data. */
    UNIX_SKIP_OOB,
    /** The packet is shorter than its headers say. */
    PKT_TOO_SMALL,
    /** Bad TCP checksum. */
    TCP_CSUM,
    /** Bad UDP checksum. */
    UDP_CSUM,
    /** Dropped by netfilter. */
    NETFILTER_DROP,
    /** The destination MAC address is of another host; the device is promiscuous. */
    OTHERHOST,
    /** Bad IP header checksum. */
    IP_CSUM,
    /** Bad IP header, see IpMib.IN_HDR_ERRORS. */
    IP_INHDR,
    /** Refused by the reverse path filter. */
    IP_RPFILTER,
    /** A unicast IP address in a link-layer multicast or broadcast. */
    UNICAST_IN_L2_MULTICAST,
    /** Refused by an IPsec policy. */
    XFRM_POLICY,
    /** Nobody handles the IP protocol. */
    IP_NOPROTO,
    /** The protocol as a whole has used up its memory, such as udp_mem. */
    PROTO_MEM,
    /** MD5 or TCP-AO options are doubled or malformed. */
    TCP_AUTH_HDR,
    /** An MD5 signature was due and is missing. */
    TCP_MD5NOTFOUND,
    /** An MD5 signature was not due. */
    TCP_MD5UNEXPECTED,
    /** Wrong MD5 signature. */
    TCP_MD5FAILURE,
    /** A TCP-AO signature was due and is missing. */
    TCP_AONOTFOUND,
    /** A TCP-AO signature was not due. */
    TCP_AOUNEXPECTED,
    /** Unknown TCP-AO key. */
    TCP_AOKEYNOTFOUND,
    /** Wrong TCP-AO signature. */
    TCP_AOFAILURE,
    /** The backlog of the socket was full, see LinuxMib.TCP_BACKLOG_DROP. */
    SOCKET_BACKLOG,
    /** The TCP flags do not fit the state. */
    TCP_FLAGS,
    /** Data for a socket that is closed already, see LinuxMib.TCP_ABORT_ON_DATA. */
    TCP_ABORT_ON_DATA,
    /** The receive window is zero, see LinuxMib.TCP_ZERO_WINDOW_DROP. */
    TCP_ZEROWINDOW,
    /** The data was received before, see LinuxMib.DELAYED_ACK_LOST. */
    TCP_OLD_DATA,
    /** The data starts beyond the receive window. */
    TCP_OVERWINDOW,
    /** The data is in the out-of-order queue already, see LinuxMib.TCP_OFO_MERGE. */
    TCP_OFOMERGE,
    /** The timestamp is too old, see LinuxMib.PAWS_ESTAB_REJECTED. */
    TCP_RFC7323_PAWS,
    /** A reordered pure acknowledgment with an old timestamp, see LinuxMib.PAWS_OLD_ACK. */
    TCP_RFC7323_PAWS_ACK,
    /** The timestamp is too old for the time-wait socket, see LinuxMib.PAWS_TIMEWAIT. */
    TCP_RFC7323_TW_PAWS,
    /** The echoed timestamp was never sent, see LinuxMib.TS_ECR_REJECTED. */
    TCP_RFC7323_TSECR,
    /** The accept queue is full, see LinuxMib.LISTEN_OVERFLOWS. */
    TCP_LISTEN_OVERFLOW,
    /** The segment lies before the receive window. */
    TCP_OLD_SEQUENCE,
    /** The segment starts beyond the receive window. */
    TCP_INVALID_SEQUENCE,
    /** The segment ends beyond the receive window, see LinuxMib.BEYOND_WINDOW. */
    TCP_INVALID_END_SEQUENCE,
    /** The acknowledgment of a SYN-ACK is not acceptable. */
    TCP_INVALID_ACK_SEQUENCE,
    /** A reset: valid or not, it carries nothing. */
    TCP_RESET,
    /** A SYN where none may be. */
    TCP_INVALID_SYN,
    /** The socket is in state CLOSE. */
    TCP_CLOSE,
    /** Refused by a fast open request socket. */
    TCP_FASTOPEN,
    /** The acknowledgment is old but within the window. */
    TCP_OLD_ACK,
    /** The acknowledgment is older than any window. */
    TCP_TOO_OLD_ACK,
    /** The acknowledgment is for data not sent yet. */
    TCP_ACK_UNSENT_DATA,
    /** Thrown out of the out-of-order queue for space. */
    TCP_OFO_QUEUE_PRUNE,
    /** No memory in the out-of-order queue, or the data has arrived in order meanwhile. */
    TCP_OFO_DROP,
    /** No route for a packet to send. */
    IP_OUTNOROUTES,
    /** Dropped by a BPF program of the control group on its way out. */
    BPF_CGROUP_EGRESS,
    /** IPv6 is off on the device. */
    IPV6DISABLED,
    /** No neighbour entry could be made. */
    NEIGH_CREATEFAIL,
    /** The neighbour does not answer. */
    NEIGH_FAILED,
    /** The queue of the unresolved neighbour is full. */
    NEIGH_QUEUEFULL,
    /** The neighbour entry is dead. */
    NEIGH_DEAD,
    /** The cached link-layer header could not be filled in. */
    NEIGH_HH_FILLFAIL,
    /** Dropped by traffic control on its way out. */
    TC_EGRESS,
    /** Dropped by a security module. */
    SECURITY_HOOK,
    /** Dropped by a queueing discipline. */
    QDISC_DROP,
    /** A queueing discipline was over its limit. */
    QDISC_OVERLIMIT,
    /** A queueing discipline signalled congestion. */
    QDISC_CONGESTED,
    /** The flood protection of CAKE dropped it. */
    CAKE_FLOOD,
    /** A priority band of FQ was full. */
    FQ_BAND_LIMIT,
    /** The send time lies beyond the horizon of FQ. */
    FQ_HORIZON_LIMIT,
    /** A flow of FQ was over its limit. */
    FQ_FLOW_LIMIT,
    /** The backlog queue of the CPU was full (netdev_max_backlog) or the flow limit hit. */
    CPU_BACKLOG,
    /** Dropped by an XDP program. */
    XDP,
    /** Dropped by traffic control on its way in. */
    TC_INGRESS,
    /** No protocol takes packets of this type. */
    UNHANDLED_PROTO,
    /** The checksum of the skb could not be computed. */
    SKB_CSUM,
    /** The skb could not be segmented. */
    SKB_GSO_SEG,
    /** User memory could not be copied. */
    SKB_UCOPY_FAULT,
    /** A header of the device itself is wrong. */
    DEV_HDR,
    /** The device is not up. */
    DEV_READY,
    /** A ring is full. */
    FULL_RING,
    /** Out of memory. */
    NOMEM,
    /** A header could not be pulled out of the packet. */
    HDR_TRUNC,
    /** Dropped by a filter attached to a tun or tap device. */
    TAP_FILTER,
    /** Dropped by the transmit filter of a tun or tap device. */
    TAP_TXFILTER,
    /** Bad ICMP checksum. */
    ICMP_CSUM,
    /** The packet breaks a rule of its protocol, such as a broadcast ICMP timestamp. */
    INVALID_PROTO,
    /** Not for us and we do not forward, or the host is unreachable. */
    IP_INADDRERRORS,
    /** No route to forward on. */
    IP_INNOROUTES,
    /** The source address is one of ours. */
    IP_LOCAL_SOURCE,
    /** The source address is multicast, broadcast, 0/8 or otherwise none a packet may have. */
    IP_INVALID_SOURCE,
    /** A loopback address on a device that is not the loopback. */
    IP_LOCALNET,
    /** The destination address is none a packet may have. */
    IP_INVALID_DEST,
    /** Bigger than the MTU of its way out. */
    PKT_TOO_BIG,
    /** A fragment that is there already. */
    DUP_FRAG,
    /** The other fragments did not come in time. */
    FRAG_REASM_TIMEOUT,
    /** Too many other fragments of the peer came in between (ipfrag_max_dist). */
    FRAG_TOO_FAR,
    /** TTL or hop limit below the least the socket takes (IP_MINTTL). */
    TCP_MINTTL,
    /** Bad IPv6 extension header. */
    IPV6_BAD_EXTHDR,
    /** Neighbour discovery in fragments. */
    IPV6_NDISC_FRAG,
    /** Neighbour discovery with a hop limit other than 255. */
    IPV6_NDISC_HOP_LIMIT,
    /** Neighbour discovery with a bad ICMPv6 code. */
    IPV6_NDISC_BAD_CODE,
    /** Neighbour discovery with bad options. */
    IPV6_NDISC_BAD_OPTIONS,
    /** Neighbour solicitation for another host. */
    IPV6_NDISC_NS_OTHERHOST,
    /** A whole queue was freed. */
    QUEUE_PURGE,
    /** A traffic control cookie could not be handled. */
    TC_COOKIE_ERROR,
    /** A packet socket failed to take it after its filter had. */
    PACKET_SOCK_ERROR,
    /** Traffic control jumped to a chain that is not there. */
    TC_CHAIN_NOTFOUND,
    /** Traffic control classified it too many times over. */
    TC_RECLASSIFY_LOOP,
    /** Bad VXLAN header. */
    VXLAN_INVALID_HDR,
    /** No VXLAN device has the network identifier. */
    VXLAN_VNI_NOT_FOUND,
    /** The source MAC address is none a frame may have. */
    MAC_INVALID_SOURCE,
    /** The VXLAN forwarding entry points elsewhere and may not move. */
    VXLAN_ENTRY_EXISTS,
    /** No device to send on. */
    NO_TX_TARGET,
    /** ECN of inner and outer header contradict each other. */
    IP_TUNNEL_ECN,
    /** The tunnel has no metadata to send with. */
    TUNNEL_TXINFO,
    /** The source MAC address is one of ours. */
    LOCAL_MAC,
    /** ARP within a private VLAN is off. */
    ARP_PVLAN_DISABLE,
    /** A MAC control frame, not to be forwarded. */
    MAC_IEEE_MAC_CONTROL,
    /** The spanning tree state of the bridge port forbids it. */
    BRIDGE_INGRESS_STP_STATE,
    /** Malformed CAN frame. */
    CAN_RX_INVALID_FRAME,
    /** Malformed CAN FD frame. */
    CANFD_RX_INVALID_FRAME,
    /** Malformed CAN XL frame. */
    CANXL_RX_INVALID_FRAME,
    /** From emergency memory, at a socket not allowed to use it. */
    PFMEMALLOC,
    /** The step threshold of DualPI2 dropped it. */
    DUALPI2_STEP_DROP,
    /** PSP decryption or policy failed on its way in. */
    PSP_INPUT,
    /** PSP encryption or policy failed on its way out. */
    PSP_OUTPUT,
    /** The packet went through too many devices stacked on each other. */
    RECURSION_LIMIT;

    /** True for every real reason: false for {@link #NOT_DROPPED_YET} and {@link #SKB_CONSUMED}. */
    public boolean dropped() {
        return this != NOT_DROPPED_YET && this != SKB_CONSUMED;
    }
}
