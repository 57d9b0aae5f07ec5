package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfFamily;

/**
 * The rule around a match or target while it is made.
 *
 * @param family iptables or ip6tables
 * @param table name of the table
 * @param chain name of the chain
 * @param entry what the rule says of the IP header
 * @param shared the stack, and what rules keep together
 */
record XtContext(NfFamily family, String table, String chain, XtEntry entry, XtShared shared) {
    boolean v6() {
        return family == NfFamily.IPV6;
    }

    /** True if the rule is for this protocol alone (kernel: proto and no XT_INV_PROTO). */
    boolean only(int protocol) {
        return entry.protocol == protocol && !entry.invProtocol;
    }
}
