package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfHook;
import java.util.List;

/** Target MASQUERADE (kernel net/netfilter/xt_MASQUERADE.c masquerade_tg()). */
final class XtMasquerade extends XtNatPorts {
    XtMasquerade() {
        super("MASQUERADE", " masq ports: ", List.of(XtOpt.flag("random"), XtOpt.flag("random-fully")));
    }

    @Override
    String refusal(NfHook hook) {
        return hook == NfHook.POST_ROUTING ? "" : "target MASQUERADE is for POSTROUTING";
    }

    @Override
    int target(XtPacket p) {
        return XtNatRange.verdict(services.masquerade(p.state, range));
    }
}
