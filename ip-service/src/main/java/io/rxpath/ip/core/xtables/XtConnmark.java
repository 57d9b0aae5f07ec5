package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.conntrack.NfConn;
import java.util.List;

/** Match connmark (kernel net/netfilter/xt_connmark.c connmark_mt()). */
final class XtConnmark extends XtMatch {
    private int mark;
    private int mask;
    private boolean invert;

    XtConnmark() {
        super("connmark", List.of(XtOpt.arg("mark").inv().must()));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        int[] value = XtValues.mark(this, name, arg);
        mark = value[0];
        mask = value[1];
        invert = inverted;
    }

    @Override
    boolean needsConntrack() {
        return true;
    }

    @Override
    boolean match(XtPacket p) {
        NfConn ct = p.ct();
        return ct != null && ((ct.mark & mask) == mark) != invert;
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " !" : "").append(" --mark ").append(XtValues.mark(mark, mask));
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" connmark match ").append(invert ? "!" : "").append(' ').append(XtValues.mark(mark, mask));
    }
}
