package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfNatManip;
import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.ip.core.netfilter.NfServices;
import java.util.List;

/** Targets DNAT and SNAT (kernel net/netfilter/xt_nat.c xt_dnat_target_v2(), xt_snat_target_v1()). */
final class XtNat extends XtTarget {
    private final boolean dst;
    private String text = "";
    private boolean v6;
    private NfNatRange range = NfNatRange.ANY;
    private NfServices services = XtNoServices.INSTANCE;

    XtNat(String name) {
        super(
                name,
                name.equals("DNAT")
                        ? List.of(XtOpt.arg("to-destination").must(), XtOpt.flag("random"), XtOpt.flag("persistent"))
                        : List.of(
                                XtOpt.arg("to-source").must(),
                                XtOpt.flag("random"),
                                XtOpt.flag("random-fully"),
                                XtOpt.flag("persistent")));
        dst = name.equals("DNAT");
    }

    @Override
    void option(String name, String arg, boolean invert) {
        if (!arg.isEmpty()) {
            text = arg;
        }
    }

    @Override
    void finish(XtContext context) {
        services = context.shared().services;
        v6 = context.v6();
        NfNatRange parsed = XtNatRange.parse(text, v6, XtNatRange.ported(context.entry()));
        range = new NfNatRange(
                parsed.min(),
                parsed.max(),
                parsed.minPort(),
                parsed.maxPort(),
                parsed.ports(),
                given("random") || given("random-fully"),
                given("persistent"));
    }

    @Override
    boolean needsConntrack() {
        return true;
    }

    @Override
    String refusal(XtContext context) {
        return context.table().equals("nat") ? "" : "target " + name() + " is for table nat";
    }

    @Override
    String refusal(NfHook hook) {
        boolean early = hook == NfHook.PRE_ROUTING || hook == NfHook.LOCAL_OUT;
        return early == dst
                ? ""
                : "target " + name() + (dst ? " is for PREROUTING and OUTPUT" : " is for POSTROUTING and INPUT");
    }

    @Override
    int target(XtPacket p) {
        return XtNatRange.verdict(services.setupNat(p.state, range, dst ? NfNatManip.DST : NfNatManip.SRC));
    }

    private void flags(StringBuilder out, String dashes) {
        for (XtOpt option : options()) {
            if (!option.arg() && given(option.name())) {
                out.append(' ').append(dashes).append(option.name());
            }
        }
    }

    @Override
    void save(StringBuilder out) {
        out.append(dst ? " --to-destination " : " --to-source ");
        XtNatRange.addresses(out, range, v6);
        flags(out, "--");
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" to:");
        XtNatRange.addresses(out, range, v6);
        flags(out, "");
    }
}
