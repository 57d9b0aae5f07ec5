package io.rxpath.ip.core.xtables;

import java.util.List;

/** Match ecn (kernel net/netfilter/xt_ecn.c ecn_mt4(), ecn_mt6()). */
final class XtEcn extends XtMatch {
    private static final int HEADER = 20;
    private static final int ECE = 0x40;
    private static final int CWR = 0x80;

    private int ect;
    private boolean invEct;
    private boolean invEce;
    private boolean invCwr;

    XtEcn() {
        super(
                "ecn",
                List.of(
                        XtOpt.flag("ecn-tcp-cwr").inv(),
                        XtOpt.flag("ecn-tcp-ece").inv(),
                        XtOpt.arg("ecn-ip-ect").inv()));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        switch (name) {
            case "ecn-ip-ect" -> {
                ect = (int) XtValues.number(this, name, arg, 0, 3);
                invEct = inverted;
            }
            case "ecn-tcp-ece" -> invEce = inverted;
            default -> invCwr = inverted;
        }
    }

    private boolean tcp() {
        return given("ecn-tcp-ece") || given("ecn-tcp-cwr");
    }

    @Override
    void finish(XtContext context) {
        if (!given("ecn-ip-ect") && !tcp()) {
            throw new XtProblem("ECN match: some option required");
        }
    }

    @Override
    String refusal(XtContext context) {
        return tcp() && !context.only(XtProtocols.TCP)
                ? "match ecn requires -p tcp for --ecn-tcp-cwr and --ecn-tcp-ece"
                : "";
    }

    @Override
    boolean match(XtPacket p) {
        if (given("ecn-ip-ect") && ((p.tos() & 3) == ect) == invEct) {
            return false;
        }
        if (!tcp()) {
            return true;
        }
        if (!p.has(p.thoff, HEADER)) {
            return false;
        }
        int flags = p.u8(p.thoff + 13);
        return (!given("ecn-tcp-ece") || (flags & ECE) != 0 != invEce)
                && (!given("ecn-tcp-cwr") || (flags & CWR) != 0 != invCwr);
    }

    @Override
    void save(StringBuilder out) {
        if (given("ecn-tcp-ece")) {
            out.append(invEce ? " !" : "").append(" --ecn-tcp-ece");
        }
        if (given("ecn-tcp-cwr")) {
            out.append(invCwr ? " !" : "").append(" --ecn-tcp-cwr");
        }
        if (given("ecn-ip-ect")) {
            out.append(invEct ? " !" : "").append(" --ecn-ip-ect ").append(ect);
        }
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" ECN match");
        if (given("ecn-tcp-ece")) {
            out.append(invEce ? " !" : " ").append("ECE");
        }
        if (given("ecn-tcp-cwr")) {
            out.append(invCwr ? " !" : " ").append("CWR");
        }
        if (given("ecn-ip-ect")) {
            out.append(invEct ? " !" : " ").append("ECT=").append(ect);
        }
    }
}
