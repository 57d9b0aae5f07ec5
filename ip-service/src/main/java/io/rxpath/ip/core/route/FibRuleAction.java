package io.rxpath.ip.core.route;

/** What a rule does with a flow it matches (kernel include/uapi/linux/fib_rules.h FR_ACT_*). */
public enum FibRuleAction {
    /** Asks a table. */
    TO_TABLE,
    /** Goes on at the first rule with a higher number. */
    GOTO,
    /** Nothing: the next rule decides. */
    NOP,
    /** The packet is lost without a word. */
    BLACKHOLE,
    /** Network unreachable. */
    UNREACHABLE,
    /** Administratively prohibited. */
    PROHIBIT
}
