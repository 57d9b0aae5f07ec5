package io.rxpath.ip.core.netfilter;

/** The kernel's places in a hook's order (kernel enum nf_ip_hook_priorities). */
public final class NfPriority {
    /** raw before reassembly. */
    public static final int RAW_BEFORE_DEFRAG = -450;
    /** Reassembly for connection tracking. */
    public static final int CONNTRACK_DEFRAG = -400;
    /** Table raw. */
    public static final int RAW = -300;
    /** Connection tracking. */
    public static final int CONNTRACK = -200;
    /** Table mangle. */
    public static final int MANGLE = -150;
    /** Destination NAT. */
    public static final int NAT_DST = -100;
    /** Table filter. */
    public static final int FILTER = 0;
    /** Table security. */
    public static final int SECURITY = 50;
    /** Source NAT. */
    public static final int NAT_SRC = 100;
    /** Helpers of connection tracking. */
    public static final int CONNTRACK_HELPER = 300;
    /** Where a new connection enters the table. */
    public static final int CONNTRACK_CONFIRM = Integer.MAX_VALUE;

    private NfPriority() {}
}
