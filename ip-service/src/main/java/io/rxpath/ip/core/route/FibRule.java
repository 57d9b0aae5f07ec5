package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * A rule of the policy routing database (kernel include/net/fib_rules.h struct fib_rule, net/ipv4/fib_rules.c struct
 * fib4_rule). A condition that is not set matches everything.
 *
 * @param priority its number, unsigned: rules are tried from 0 on
 * @param action what is done
 * @param table the table to ask, with TO_TABLE
 * @param target the number of the rule to go to, with GOTO
 * @param invert whether the conditions must not match
 * @param from the source's network, or null
 * @param to the destination's network, or null
 * @param iif name of the device the packet came in by, lo for packets of this host, or null
 * @param oif name of the device the sender is bound to, or null
 * @param tos the TOS or traffic class, 0 for any
 * @param mark the mark
 * @param markMask which bits of the mark count, 0 for none
 * @param ipproto the protocol, 0 for any
 * @param sport lowest and highest source port as {@code low << 16 | high}, 0 for any
 * @param dport lowest and highest destination port, likewise
 * @param suppressPrefix a route found counts as none if its prefix is not longer than this, -1 for never
 * @param protocol who made the rule, see {@link RouteWords#protocol}
 */
public record FibRule(
        int priority,
        FibRuleAction action,
        int table,
        int target,
        boolean invert,
        @Nullable Cidr from,
        @Nullable Cidr to,
        @Nullable String iif,
        @Nullable String oif,
        int tos,
        int mark,
        int markMask,
        int ipproto,
        int sport,
        int dport,
        int suppressPrefix,
        int protocol) {
    /** A rule of the kernel's that sends everything to a table. */
    static FibRule lookup(int priority, int table) {
        return of(priority, FibRuleAction.TO_TABLE, table);
    }

    /** A rule without conditions. */
    public static FibRule of(int priority, FibRuleAction action, int table) {
        return new FibRule(
                priority,
                action,
                table,
                0,
                false,
                null,
                null,
                null,
                null,
                0,
                0,
                0,
                0,
                0,
                0,
                -1,
                RouteWords.PROTO_KERNEL);
    }

    /** Rules are equal for the kernel if all but their makers are the same (kernel rule_exists()). */
    boolean sameAs(FibRule other) {
        return withProtocol(0).equals(other.withProtocol(0));
    }

    private FibRule withProtocol(int newProtocol) {
        return new FibRule(
                priority,
                action,
                table,
                target,
                invert,
                from,
                to,
                iif,
                oif,
                tos,
                mark,
                markMask,
                ipproto,
                sport,
                dport,
                suppressPrefix,
                newProtocol);
    }
}
