package io.rxpath.ip.core.xtables;

import java.util.List;

/** ACCEPT, DROP, RETURN and QUEUE (iptables XT_STANDARD_TARGET). */
final class XtVerdict extends XtTarget {
    private final int verdict;

    XtVerdict(String name, int verdict) {
        super(name, List.of());
        this.verdict = verdict;
    }

    @Override
    void option(String name, String arg, boolean invert) {}

    @Override
    int target(XtPacket packet) {
        return verdict;
    }

    @Override
    void save(StringBuilder out) {}

    @Override
    void print(StringBuilder out, boolean numeric) {}
}
