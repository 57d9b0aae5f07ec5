package io.rxpath.ip.core.xtables;

import java.util.List;
import java.util.Locale;

/** Match dscp (kernel net/netfilter/xt_dscp.c dscp_mt()). */
final class XtDscp extends XtMatch {
    private int dscp;
    private boolean invert;

    XtDscp() {
        super(
                "dscp",
                List.of(
                        XtOpt.arg("dscp").inv().excl("dscp-class"),
                        XtOpt.arg("dscp-class").inv().excl("dscp")));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        dscp = name.equals("dscp") ? (int) XtValues.number(this, name, arg, 0, 63) : classOf(arg);
        invert = inverted;
    }

    /** A class of RFC 2474, 2597 and 3246: CS0-7, BE, AF11-43, EF. */
    static int classOf(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        if (name.matches("CS[0-7]")) {
            return (name.charAt(2) - '0') << 3;
        }
        if (name.matches("AF[1-4][1-3]")) {
            return (name.charAt(2) - '0') << 3 | (name.charAt(3) - '0') << 1;
        }
        return switch (name) {
            case "EF" -> 0x2e;
            case "BE" -> 0;
            default -> throw new XtProblem("Invalid DSCP value `" + text + "'");
        };
    }

    @Override
    void finish(XtContext context) {
        if (!given("dscp") && !given("dscp-class")) {
            throw new XtProblem("DSCP match: Parameter --dscp is required");
        }
    }

    @Override
    boolean match(XtPacket p) {
        return (p.tos() >>> 2 == dscp) != invert;
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " !" : "").append(" --dscp ").append(XtValues.hex2(dscp));
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" DSCP match ").append(invert ? "!" : "").append(XtValues.hex2(dscp));
    }
}
