package io.rxpath.ip.core.xtables;

import java.util.List;

/** Match tos (kernel net/netfilter/xt_dscp.c tos_mt()). */
final class XtTos extends XtMatch {
    private int value;
    private int mask;
    private boolean invert;

    XtTos() {
        super("tos", List.of(XtOpt.arg("tos").inv().must()));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        int[] tos = TosText.parse(this, name, arg, 0xff);
        value = tos[0];
        mask = tos[1];
        invert = inverted;
    }

    @Override
    boolean match(XtPacket p) {
        return ((p.tos() & mask) == value) != invert;
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " !" : "").append(" --tos ").append(TosText.hex(value, mask));
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" tos match").append(invert ? "!" : "");
        String name = numeric ? "" : TosText.name(value, mask);
        out.append(name.isEmpty() ? TosText.hex(value, mask) : " " + name);
    }
}
