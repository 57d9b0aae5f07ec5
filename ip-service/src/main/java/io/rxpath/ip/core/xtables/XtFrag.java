package io.rxpath.ip.core.xtables;

import java.util.List;

/** Match frag (kernel net/ipv6/netfilter/ip6t_frag.c frag_mt6()): the fragment header of IPv6. */
final class XtFrag extends XtMatch {
    private static final int V6_HEADER = 40;
    private static final int HEADER = 8;
    private static final int FRAGMENT = 44;
    private static final int HOPOPTS = 0;
    private static final int ROUTING = 43;
    private static final int AUTH = 51;
    private static final int DSTOPTS = 60;
    private static final int MORE = 1;
    private static final int RESERVED = 6;

    private long min;
    private long max = 0xffff_ffffL;
    private boolean invert;
    private long length;

    XtFrag() {
        super(
                "frag",
                List.of(
                        XtOpt.arg("fragid").inv(),
                        XtOpt.arg("fraglen").inv(),
                        XtOpt.flag("fragres"),
                        XtOpt.flag("fragfirst"),
                        XtOpt.flag("fragmore").excl("fraglast"),
                        XtOpt.flag("fraglast").excl("fragmore")));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        if (name.equals("fragid")) {
            long[] range = XtValues.range(this, name, arg, 0xffff_ffffL);
            min = range[0];
            max = range[1];
            invert = inverted;
        } else if (name.equals("fraglen")) {
            // The kernel takes the length and does not look at it.
            length = XtValues.number(this, name, arg, 0, 0xffff_ffffL);
        }
    }

    @Override
    boolean match(XtPacket p) {
        int at = find(p);
        if (at < 0) {
            return false;
        }
        long id = p.u32(at + 4) & 0xffff_ffffL;
        int offset = p.u16(at + 2);
        return (id >= min && id <= max) != invert
                && !(given("fragres") && (p.u8(at + 1) != 0 || (offset & RESERVED) != 0))
                && !(given("fragfirst") && (offset & ~7) != 0)
                && !(given("fragmore") && (offset & MORE) == 0)
                && !(given("fraglast") && (offset & MORE) != 0);
    }

    /** Where the fragment header is, -1 if there is none. */
    private static int find(XtPacket p) {
        int next = p.u8(6);
        int at = V6_HEADER;
        while (next == HOPOPTS || next == ROUTING || next == DSTOPTS || next == AUTH || next == FRAGMENT) {
            if (!p.has(at, next == FRAGMENT ? HEADER : 2)) {
                p.hotdrop = true;
                return -1;
            }
            if (next == FRAGMENT) {
                return at;
            }
            int units = p.u8(at + 1);
            int length = next == AUTH ? (units + 2) << 2 : (units + 1) << 3;
            next = p.u8(at);
            at += length;
        }
        return -1;
    }

    private void flags(StringBuilder out) {
        for (XtOpt option : options()) {
            if (!option.arg() && given(option.name())) {
                out.append(" --").append(option.name());
            }
        }
    }

    @Override
    void save(StringBuilder out) {
        if (min != 0 || max != 0xffff_ffffL) {
            out.append(invert ? " !" : "").append(" --fragid ").append(XtValues.range(min, max));
        }
        if (length != 0) {
            out.append(" --fraglen ").append(length);
        }
        flags(out);
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" frag");
        if (min != 0 || max != 0xffff_ffffL || invert) {
            out.append(min == max ? " id:" : " ids:").append(invert ? "!" : "").append(XtValues.range(min, max));
        }
        if (length != 0) {
            out.append(" length:").append(length);
        }
        out.append(given("fragres") ? " reserved" : "").append(given("fragfirst") ? " first" : "");
        out.append(given("fragmore") ? " more" : "").append(given("fraglast") ? " last" : "");
    }
}
