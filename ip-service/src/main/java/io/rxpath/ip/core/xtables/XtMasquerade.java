package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.ip.core.netfilter.NfServices;
import java.util.List;

/** Target MASQUERADE (kernel net/netfilter/xt_MASQUERADE.c masquerade_tg()). */
final class XtMasquerade extends XtTarget {
    private String text = "";
    private NfNatRange range = NfNatRange.ANY;
    private NfServices services = XtNoServices.INSTANCE;

    XtMasquerade() {
        super("MASQUERADE", List.of(XtOpt.arg("to-ports"), XtOpt.flag("random"), XtOpt.flag("random-fully")));
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
        if (!text.isEmpty() && !XtNatRange.ported(context.entry())) {
            throw new XtProblem("Need TCP, UDP, SCTP or DCCP with port specification");
        }
        NfNatRange ports = text.isEmpty() ? NfNatRange.ANY : XtNatRange.ports(text);
        range = new NfNatRange(
                null,
                null,
                ports.minPort(),
                ports.maxPort(),
                ports.ports(),
                given("random") || given("random-fully"),
                false);
    }

    @Override
    boolean needsConntrack() {
        return true;
    }

    @Override
    String refusal(XtContext context) {
        return context.table().equals("nat") ? "" : "target MASQUERADE is for table nat";
    }

    @Override
    String refusal(NfHook hook) {
        return hook == NfHook.POST_ROUTING ? "" : "target MASQUERADE is for POSTROUTING";
    }

    @Override
    int target(XtPacket p) {
        return XtNatRange.verdict(services.masquerade(p.state, range));
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
        if (range.ports()) {
            out.append(" --to-ports ");
            XtNatRange.ports(out, range);
        }
        flags(out, "--");
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        if (range.ports()) {
            out.append(" masq ports: ");
            XtNatRange.ports(out, range);
        }
        flags(out, "");
    }
}
