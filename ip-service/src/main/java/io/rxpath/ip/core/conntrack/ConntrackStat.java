package io.rxpath.ip.core.conntrack;

import io.rxpath.skb.MibCounter;

/**
 * Counters of connection tracking by the names of /proc/net/stat/nf_conntrack (kernel struct ip_conntrack_stat). The columns
 * new, ignore and delete of that file are always 0 today and left out; insert counts what ctnetlink inserts, so it stays 0.
 */
public enum ConntrackStat implements MibCounter {
    /** A packet that raced another for the same connection was given to the winner's. */
    CLASH_RESOLVE("clashres"),
    /** NAT found the wished-for tuple taken. */
    FOUND("found"),
    /** Packets that belong to no connection and may begin none. */
    INVALID("invalid"),
    /** A hash chain was too long for another connection. */
    CHAIN_TOO_LONG("chainlength"),
    /** Connections inserted by hand. */
    INSERT("insert"),
    /** Connections that could not enter the table because their tuple was taken meanwhile. */
    INSERT_FAILED("insert_failed"),
    /** Packets dropped because the table was full or their connection could not enter it. */
    DROP("drop"),
    /** Connections that made room for others. */
    EARLY_DROP("early_drop"),
    /** ICMP errors that are damaged or about no known connection. */
    ICMP_ERROR("icmp_error"),
    /** Lookups begun again because the table changed; there is one thread here, so 0. */
    SEARCH_RESTART("search_restart");

    private final String kernelName;

    ConntrackStat(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "ct";
    }

    @Override
    public String kernelName() {
        return kernelName;
    }
}
