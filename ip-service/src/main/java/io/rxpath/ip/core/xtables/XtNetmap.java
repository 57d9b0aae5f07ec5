package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfNatManip;
import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.ip.core.netfilter.NfServices;
import io.rxpath.skb.IpAddress;
import java.util.List;

/** Target NETMAP (kernel net/netfilter/xt_NETMAP.c netmap_tg4(), netmap_tg6()): the network changes, the host stays. */
final class XtNetmap extends XtTarget {
    private String text = "";
    private boolean v6;
    private XtAddress to = XtAddress.ANY;
    private NfServices services = XtNoServices.INSTANCE;

    XtNetmap() {
        super("NETMAP", List.of(XtOpt.arg("to").must()));
    }

    @Override
    void option(String name, String arg, boolean invert) {
        text = arg;
    }

    @Override
    void finish(XtContext context) {
        services = context.shared().services;
        v6 = context.v6();
        to = XtAddress.parse(text, v6);
    }

    @Override
    boolean needsConntrack() {
        return true;
    }

    @Override
    String refusal(XtContext context) {
        return context.table().equals("nat") ? "" : "target NETMAP is for table nat";
    }

    @Override
    int target(XtPacket p) {
        boolean dst = p.state.hook == NfHook.PRE_ROUTING || p.state.hook == NfHook.LOCAL_OUT;
        long hi = p.addressHi(!dst) & ~to.maskHi() | to.hi();
        long lo = p.addressLo(!dst) & ~to.maskLo() | to.lo();
        IpAddress address = new IpAddress(hi, lo);
        NfNatRange range = new NfNatRange(address, address, 0, 0, false, false, false);
        return XtNatRange.verdict(services.setupNat(p.state, range, dst ? NfNatManip.DST : NfNatManip.SRC));
    }

    @Override
    void save(StringBuilder out) {
        out.append(" --to ").append(to.saved(v6));
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" to:").append(to.saved(v6));
    }
}
