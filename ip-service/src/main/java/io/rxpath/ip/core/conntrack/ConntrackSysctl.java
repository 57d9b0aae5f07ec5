package io.rxpath.ip.core.conntrack;

import org.jspecify.annotations.Nullable;

/** The sysctls of connection tracking with their defaults (kernel net/netfilter/nf_conntrack_standalone.c). */
public enum ConntrackSysctl {
    /** Most connections; 0 for no limit. */
    MAX("nf_conntrack_max", 262144),
    /** Chains of the hash table. */
    BUCKETS("nf_conntrack_buckets", 262144),
    /** 1 to judge checksums of what comes in. */
    CHECKSUM("nf_conntrack_checksum", 1),
    /** 1 to count packets and bytes of new connections. */
    ACCT("nf_conntrack_acct", 0),
    /** 1 to let segments outside the window pass as part of the connection. */
    TCP_BE_LIBERAL("nf_conntrack_tcp_be_liberal", 0),
    /** 1 to begin connections in their middle. */
    TCP_LOOSE("nf_conntrack_tcp_loose", 1),
    /** 1 not to judge the sequence number of resets. */
    TCP_IGNORE_INVALID_RST("nf_conntrack_tcp_ignore_invalid_rst", 0),
    /** Identical acknowledgments until the shorter timeout counts. */
    TCP_MAX_RETRANS("nf_conntrack_tcp_max_retrans", 3),
    /** Seconds in SYN_SENT. */
    TCP_SYN_SENT("nf_conntrack_tcp_timeout_syn_sent", 120),
    /** Seconds in SYN_RECV. */
    TCP_SYN_RECV("nf_conntrack_tcp_timeout_syn_recv", 60),
    /** Seconds in ESTABLISHED. */
    TCP_ESTABLISHED("nf_conntrack_tcp_timeout_established", 432000),
    /** Seconds in FIN_WAIT. */
    TCP_FIN_WAIT("nf_conntrack_tcp_timeout_fin_wait", 120),
    /** Seconds in CLOSE_WAIT. */
    TCP_CLOSE_WAIT("nf_conntrack_tcp_timeout_close_wait", 60),
    /** Seconds in LAST_ACK. */
    TCP_LAST_ACK("nf_conntrack_tcp_timeout_last_ack", 30),
    /** Seconds in TIME_WAIT. */
    TCP_TIME_WAIT("nf_conntrack_tcp_timeout_time_wait", 120),
    /** Seconds in CLOSE. */
    TCP_CLOSE("nf_conntrack_tcp_timeout_close", 10),
    /** Seconds behind too many retransmissions, or with a closed window. */
    TCP_RETRANS("nf_conntrack_tcp_timeout_max_retrans", 300),
    /** Seconds with data that nobody acknowledges. */
    TCP_UNACK("nf_conntrack_tcp_timeout_unacknowledged", 300),
    /** Seconds of UDP in one direction, or for less than two seconds. */
    UDP("nf_conntrack_udp_timeout", 30),
    /** Seconds of a UDP stream. */
    UDP_STREAM("nf_conntrack_udp_timeout_stream", 120),
    /** Seconds of an ICMP query. */
    ICMP("nf_conntrack_icmp_timeout", 30),
    /** Seconds of an ICMPv6 query. */
    ICMPV6("nf_conntrack_icmpv6_timeout", 30),
    /** Seconds of GRE in one direction. */
    GRE("nf_conntrack_gre_timeout", 30),
    /** Seconds of GRE in both. */
    GRE_STREAM("nf_conntrack_gre_timeout_stream", 180),
    /** Seconds of all other protocols. */
    GENERIC("nf_conntrack_generic_timeout", 600);

    private static final String PREFIX = "net.netfilter.";

    private final String sysctlName;
    private final int defaultValue;

    ConntrackSysctl(String sysctlName, int defaultValue) {
        this.sysctlName = sysctlName;
        this.defaultValue = defaultValue;
    }

    /** The name, such as net.netfilter.nf_conntrack_max. */
    public String fullName() {
        return PREFIX + sysctlName;
    }

    int defaultValue() {
        return defaultValue;
    }

    /** Greatest value: 1 for switches. */
    int max() {
        return switch (this) {
            case CHECKSUM, ACCT, TCP_BE_LIBERAL, TCP_LOOSE, TCP_IGNORE_INVALID_RST -> 1;
            case TCP_MAX_RETRANS -> 255;
            case BUCKETS -> 1 << 24;
            default -> Integer.MAX_VALUE;
        };
    }

    int min() {
        return this == BUCKETS ? 1 : 0;
    }

    /** The sysctl of this name, dots or slashes between its parts; null if there is none. */
    public static @Nullable ConntrackSysctl byName(String name) {
        String dotted = name.replace('/', '.');
        if (dotted.equals("net.nf_conntrack_max")) {
            return MAX;
        }
        for (ConntrackSysctl sysctl : values()) {
            if (sysctl.fullName().equals(dotted)) {
                return sysctl;
            }
        }
        return null;
    }
}
