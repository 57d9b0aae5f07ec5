package io.rxpath.ip.core.xtables;

import java.util.List;

/** Target NFQUEUE (kernel net/netfilter/xt_NFQUEUE.c nfqueue_tg()). Nobody listens to a queue here. */
final class XtNfqueue extends XtTarget {
    private int number;

    XtNfqueue() {
        super("NFQUEUE", List.of(XtOpt.arg("queue-num"), XtOpt.flag("queue-bypass")));
    }

    @Override
    void option(String name, String arg, boolean invert) {
        if (name.equals("queue-num")) {
            number = (int) XtValues.number(this, name, arg, 0, 0xffff);
        }
    }

    @Override
    int target(XtPacket p) {
        // With a bypass a queue without a listener lets packets through (kernel NF_VERDICT_FLAG_QUEUE_BYPASS).
        return given("queue-bypass") ? ACCEPT : QUEUE;
    }

    @Override
    void save(StringBuilder out) {
        out.append(" --queue-num ").append(number).append(given("queue-bypass") ? " --queue-bypass" : "");
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" NFQUEUE num ").append(number).append(given("queue-bypass") ? " bypass" : "");
    }
}
