package io.rxpath.ip.core.xtables;

import java.util.List;

/** Match tcpmss (kernel net/netfilter/xt_tcpmss.c tcpmss_mt()). */
final class XtTcpmss extends XtMatch {
    private static final int HEADER = 20;
    private static final int MSS = 2;
    private static final int MSS_LENGTH = 4;

    private long min;
    private long max;
    private boolean invert;

    XtTcpmss() {
        super("tcpmss", List.of(XtOpt.arg("mss").inv().must()));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        long[] range = XtValues.range(this, name, arg, 0xffff);
        min = range[0];
        max = range[1];
        invert = inverted;
    }

    @Override
    String refusal(XtContext context) {
        return context.only(XtProtocols.TCP) ? "" : "match tcpmss requires -p tcp";
    }

    @Override
    boolean match(XtPacket p) {
        int th = p.thoff;
        int length = p.has(th, HEADER) ? (p.u8(th + 12) >>> 4 << 2) - HEADER : -1;
        if (length < 0 || length > 0 && !p.has(th + HEADER, length)) {
            p.hotdrop = true;
            return false;
        }
        int options = th + HEADER;
        for (int i = 0; i < length; ) {
            int kind = p.u8(options + i);
            if (kind == MSS && length - i >= MSS_LENGTH && p.u8(options + i + 1) == MSS_LENGTH) {
                int mss = p.u16(options + i + 2);
                return (mss >= min && mss <= max) != invert;
            }
            int step = kind < 2 || i + 1 >= length ? 1 : p.u8(options + i + 1);
            i += step == 0 ? 1 : step;
        }
        return invert;
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " !" : "").append(" --mss ").append(XtValues.range(min, max));
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" tcpmss match ").append(invert ? "!" : "").append(XtValues.range(min, max));
    }
}
