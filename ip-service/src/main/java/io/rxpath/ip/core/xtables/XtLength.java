package io.rxpath.ip.core.xtables;

import java.util.List;

/** Match length (kernel net/netfilter/xt_length.c length_mt()): bytes of the IP packet. */
final class XtLength extends XtMatch {
    private static final int V6_HEADER = 40;

    private long min;
    private long max;
    private boolean invert;

    XtLength() {
        super("length", List.of(XtOpt.arg("length").inv().must()));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        long[] range = XtValues.range(this, name, arg, 0xffff);
        min = range[0];
        max = range[1];
        invert = inverted;
    }

    @Override
    boolean match(XtPacket p) {
        int stored = p.v6 ? p.u16(4) : p.u16(2);
        // A super-packet of more than 64 KiB has 0 there (kernel skb_ip_totlen()).
        int length = stored == 0 ? p.skb.len() : p.v6 ? stored + V6_HEADER : stored;
        return (length >= min && length <= max) != invert;
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " !" : "").append(" --length ").append(XtValues.range(min, max));
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" length ").append(invert ? "!" : "").append(XtValues.range(min, max));
    }
}
