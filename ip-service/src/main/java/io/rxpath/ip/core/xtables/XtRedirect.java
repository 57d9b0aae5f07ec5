package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfHook;
import java.util.List;

/** Target REDIRECT (kernel net/netfilter/xt_REDIRECT.c redirect_tg4(), redirect_tg6()). */
final class XtRedirect extends XtNatPorts {
    XtRedirect() {
        super("REDIRECT", " redir ports ", List.of(XtOpt.flag("random")));
    }

    @Override
    String refusal(NfHook hook) {
        return hook == NfHook.PRE_ROUTING || hook == NfHook.LOCAL_OUT
                ? ""
                : "target REDIRECT is for PREROUTING and OUTPUT";
    }

    @Override
    int target(XtPacket p) {
        return XtNatRange.verdict(services.redirect(p.state, range));
    }
}
