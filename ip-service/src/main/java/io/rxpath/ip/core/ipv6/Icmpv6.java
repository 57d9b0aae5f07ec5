package io.rxpath.ip.core.ipv6;

/** Numbers of ICMPv6 (RFC 4443, RFC 4861, RFC 3810; kernel include/uapi/linux/icmpv6.h). */
public final class Icmpv6 {
    static final int DEST_UNREACH = 1;
    static final int PKT_TOOBIG = 2;
    static final int TIME_EXCEED = 3;
    static final int PARAMPROB = 4;
    static final int ECHO_REQUEST = 128;
    static final int ECHO_REPLY = 129;
    static final int MGM_QUERY = 130;
    static final int MGM_REPORT = 131;
    static final int ROUTER_SOLICITATION = 133;
    static final int ROUTER_ADVERTISEMENT = 134;
    static final int NEIGHBOUR_SOLICITATION = 135;
    static final int NEIGHBOUR_ADVERTISEMENT = 136;
    static final int REDIRECT = 137;
    static final int MLD2_REPORT = 143;
    /** Types from here on are no errors. */
    static final int INFOMSG_MASK = 0x80;

    static final int NOROUTE = 0;
    static final int ADM_PROHIBITED = 1;
    static final int NOT_NEIGHBOUR = 2;
    static final int ADDR_UNREACH = 3;
    static final int PORT_UNREACH = 4;

    static final int EXC_HOPLIMIT = 0;
    static final int EXC_FRAGTIME = 1;

    static final int HDR_FIELD = 0;
    static final int UNK_NEXTHDR = 1;
    static final int UNK_OPTION = 2;
    static final int HDR_INCOMP = 3;

    private Icmpv6() {}
}
