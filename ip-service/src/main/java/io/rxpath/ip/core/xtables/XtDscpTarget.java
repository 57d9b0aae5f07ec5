package io.rxpath.ip.core.xtables;

import java.util.List;

/** Target DSCP (kernel net/netfilter/xt_DSCP.c dscp_tg(), dscp_tg6()). */
final class XtDscpTarget extends XtTarget {
    private static final int ECN = 3;

    private int dscp;

    XtDscpTarget() {
        super(
                "DSCP",
                List.of(
                        XtOpt.arg("set-dscp").excl("set-dscp-class"),
                        XtOpt.arg("set-dscp-class").excl("set-dscp")));
    }

    @Override
    void option(String name, String arg, boolean invert) {
        dscp = name.equals("set-dscp") ? (int) XtValues.number(this, name, arg, 0, 63) : XtDscp.classOf(arg);
    }

    @Override
    void finish(XtContext context) {
        if (!given("set-dscp") && !given("set-dscp-class")) {
            throw new XtProblem("DSCP target: Parameter --set-dscp is required");
        }
    }

    @Override
    String refusal(XtContext context) {
        return context.table().equals("mangle") ? "" : "target DSCP is for table mangle";
    }

    @Override
    int target(XtPacket p) {
        DsField.change(p, ECN, dscp << 2);
        return CONTINUE;
    }

    @Override
    void save(StringBuilder out) {
        out.append(" --set-dscp ").append(XtValues.hex2(dscp));
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" DSCP set ").append(XtValues.hex2(dscp));
    }
}
