package io.rxpath.ip.core.netfilter;

import io.rxpath.skb.IpAddress;

/** What the stack does for rules: everything a rule can ask for that is not in the packet. */
public interface NfServices {
    /** Rules look at connections now: tracking must be on for this family (kernel nf_ct_netns_get()). */
    void trackConnections(NfFamily family);

    /** Counts packets and bytes of connections that begin from now on, as a rule looks at them (kernel nf_ct_set_acct()). */
    default void accountConnections() {}

    /**
     * Sets up NAT for the packet's new connection (kernel nf_nat_setup_info()). ACCEPT, or DROP if no unique tuple is left.
     */
    NfVerdict setupNat(NfHookState state, NfNatRange range, NfNatManip manip);

    /** SRC with the address of the device the packet leaves by (kernel nf_nat_masquerade_ipv4(), _ipv6()). */
    NfVerdict masquerade(NfHookState state, NfNatRange range);

    /** DST with an address of this host (kernel nf_nat_redirect()). */
    NfVerdict redirect(NfHookState state, NfNatRange range);

    /** The packet is not to be tracked (statement notrack): ctInfo UNTRACKED if it has no connection yet. */
    void notrack(NfHookState state);

    /** Answers with an ICMP or ICMPv6 error of this type and code (kernel nf_send_unreach(), nf_send_unreach6()). */
    void rejectUnreach(NfHookState state, int type, int code);

    /** Answers a TCP segment with a reset (kernel nf_send_reset(), nf_send_reset6()). */
    void rejectReset(NfHookState state);

    /** A line for the kernel's log (kernel nf_log_packet()); {@code level} 0 to 7. */
    void log(NfHookState state, String prefix, int level);

    /**
     * Looks {@code address} up for expression fib: the type of the route (kernel RTN_*, by its nft name: unicast, local,
     * broadcast, multicast, blackhole, unreachable, prohibit, unspec) and the device it leads to.
     *
     * @param ifindex limit the lookup to this device, 0 for none
     * @param mark mark to route with, 0 for none
     */
    FibResult fib(NfFamily family, IpAddress address, int ifindex, int mark);

    /**
     * The same for a packet between two addresses, as rules of routing may look at both.
     *
     * @param other the packet's other address, the unspecified one for none
     * @param tos its TOS or traffic class, 0..255
     */
    default FibResult fib(NfFamily family, IpAddress address, IpAddress other, int tos, int ifindex, int mark) {
        return fib(family, address, ifindex, mark);
    }

    /** The next number of a generator of even distribution, 32 bits (kernel get_random_u32()). */
    int random();

    /**
     * Result of {@link #fib}.
     *
     * @param type nft's name of the route's type
     * @param ifindex the device it leads to, 0 for none
     * @param ifname its name, empty for none
     */
    record FibResult(String type, int ifindex, String ifname) {}
}
