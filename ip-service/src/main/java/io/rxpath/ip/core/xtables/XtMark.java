package io.rxpath.ip.core.xtables;

import java.util.List;

/** Match mark (kernel net/netfilter/xt_mark.c mark_mt()). */
final class XtMark extends XtMatch {
    private int mark;
    private int mask;
    private boolean invert;

    XtMark() {
        super("mark", List.of(XtOpt.arg("mark").inv().must()));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        int[] value = XtValues.mark(this, name, arg);
        mark = value[0];
        mask = value[1];
        invert = inverted;
    }

    @Override
    boolean match(XtPacket p) {
        return ((p.skb.mark & mask) == mark) != invert;
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " !" : "").append(" --mark ").append(XtValues.mark(mark, mask));
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" mark match ").append(invert ? "! " : "").append(XtValues.mark(mark, mask));
    }
}
