package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfServices;
import java.util.List;

/** Targets CT --notrack and NOTRACK (kernel net/netfilter/xt_CT.c notrack_tg()). */
final class XtCt extends XtTarget {
    private NfServices services = XtNoServices.INSTANCE;

    XtCt(String name) {
        super(name, name.equals("CT") ? List.of(XtOpt.flag("notrack")) : List.of());
    }

    @Override
    void option(String name, String arg, boolean invert) {}

    @Override
    void finish(XtContext context) {
        services = context.shared().services;
        if (name().equals("CT") && !given("notrack")) {
            throw new XtProblem("CT: only --notrack is supported here, and it is missing");
        }
    }

    @Override
    String refusal(XtContext context) {
        return context.table().equals("raw") ? "" : "target " + name() + " is for table raw";
    }

    @Override
    String listName() {
        return "CT";
    }

    @Override
    int target(XtPacket p) {
        services.notrack(p.state);
        return CONTINUE;
    }

    @Override
    void save(StringBuilder out) {
        out.append(name().equals("CT") ? " --notrack" : "");
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(name().equals("CT") ? " CT notrack" : " NOTRACK");
    }
}
