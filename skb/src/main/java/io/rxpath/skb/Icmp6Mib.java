package io.rxpath.skb;

/**
 * Counters Icmp6 of /proc/net/snmp6 that are not of one message type (RFC 4293).
 *
 * <p>Kernel: net/ipv6/proc.c snmp6_icmp6_list.
 */
public enum Icmp6Mib implements MibCounter {
    /** Messages received, bad ones included. */
    IN_MSGS("InMsgs"),
    /** Messages received and dropped for an error in them. */
    IN_ERRORS("InErrors"),
    /** Messages sent. */
    OUT_MSGS("OutMsgs"),
    /** Messages that could not be sent. */
    OUT_ERRORS("OutErrors"),
    /** Messages received with a bad checksum; they count as InErrors too. */
    IN_CSUM_ERRORS("InCsumErrors"),
    /** Messages not sent because of the limit for one peer. */
    OUT_RATE_LIMIT_HOST("OutRateLimitHost");

    private final String kernelName;

    Icmp6Mib(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "Icmp6";
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
