package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfServices;
import io.rxpath.skb.IpAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Match addrtype (kernel net/netfilter/xt_addrtype.c addrtype_mt_v1()). */
final class XtAddrtype extends XtMatch {
    /** By their numbers, RTN_UNSPEC on. */
    private static final String[] NAMES = {
        "UNSPEC",
        "UNICAST",
        "LOCAL",
        "BROADCAST",
        "ANYCAST",
        "MULTICAST",
        "BLACKHOLE",
        "UNREACHABLE",
        "PROHIBIT",
        "THROW",
        "NAT",
        "XRESOLVE"
    };

    private static final int UNSPEC = 1;
    private static final int UNICAST = 1 << 1;
    private static final int LOCAL = 1 << 2;
    private static final int ANYCAST = 1 << 4;
    /** Of IPv6 only that a packet is refused is known (kernel match_lookup_rt6()). */
    private static final Set<String> REFUSED = Set.of("blackhole", "prohibit", "throw");

    private static final int MULTICAST = 1 << 5;
    private static final int UNREACHABLE = 1 << 7;

    private int src;
    private int dst;
    private boolean invSrc;
    private boolean invDst;
    private NfServices services = XtNoServices.INSTANCE;

    XtAddrtype() {
        super(
                "addrtype",
                List.of(
                        XtOpt.arg("src-type").inv(),
                        XtOpt.arg("dst-type").inv(),
                        XtOpt.flag("limit-iface-in").excl("limit-iface-out"),
                        XtOpt.flag("limit-iface-out").excl("limit-iface-in")));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        if (name.equals("src-type")) {
            src = parse(arg);
            invSrc = inverted;
        } else if (name.equals("dst-type")) {
            dst = parse(arg);
            invDst = inverted;
        }
    }

    private static int parse(String text) {
        int types = 0;
        for (String word : text.split(",", -1)) {
            int type = 0;
            for (int i = 0; i < NAMES.length; i++) {
                if (NAMES[i].equals(word.toUpperCase(Locale.ROOT))) {
                    type = 1 << i;
                }
            }
            if (type == 0) {
                throw new XtProblem("addrtype: bad type \"" + word + "\"");
            }
            types |= type;
        }
        return types;
    }

    @Override
    void finish(XtContext context) {
        services = context.shared().services;
        if (!given("src-type") && !given("dst-type")) {
            throw new XtProblem("addrtype: you must specify --src-type or --dst-type");
        }
    }

    @Override
    String refusal(XtContext context) {
        String chain = context.chain();
        boolean noOut = chain.equals("PREROUTING") || chain.equals("INPUT");
        boolean noIn = chain.equals("OUTPUT") || chain.equals("POSTROUTING");
        if (noOut && given("limit-iface-out")) {
            return "--limit-iface-out has no output device at PREROUTING and INPUT";
        }
        return noIn && given("limit-iface-in") ? "--limit-iface-in has no input device at OUTPUT and POSTROUTING" : "";
    }

    @Override
    boolean match(XtPacket p) {
        NetDevice device = given("limit-iface-in") ? p.state.in : given("limit-iface-out") ? p.state.out : null;
        if (src != 0 && is(p, src, p.addressHi(true), p.addressLo(true), device) == invSrc) {
            return false;
        }
        return dst == 0 || is(p, dst, p.addressHi(false), p.addressLo(false), device) != invDst;
    }

    private boolean is(XtPacket p, int types, long hi, long lo, @Nullable NetDevice device) {
        if (p.v6 && !staticType6(types, hi, lo)) {
            return false;
        }
        if (p.v6 && (types & (LOCAL | ANYCAST | UNREACHABLE)) == 0) {
            return true;
        }
        NfFamily family = p.state.family;
        String type = services.fib(family, new IpAddress(hi, lo), device == null ? 0 : device.ifindex(), 0)
                .type();
        if (p.v6 && REFUSED.contains(type)) {
            type = "unreachable";
        }
        for (int i = 0; i < NAMES.length; i++) {
            if ((types & 1 << i) != 0 && NAMES[i].equalsIgnoreCase(type)) {
                return true;
            }
        }
        return false;
    }

    /** What an IPv6 address shows by itself (kernel match_type6()). */
    private static boolean staticType6(int types, long hi, long lo) {
        boolean multicast = hi >>> 56 == 0xff;
        boolean any = hi == 0 && lo == 0;
        return ((types & MULTICAST) == 0 || multicast)
                && ((types & UNICAST) == 0 || !multicast && !any)
                && ((types & UNSPEC) == 0 || any);
    }

    private static String names(int types) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < NAMES.length; i++) {
            if ((types & 1 << i) != 0) {
                out.append(out.isEmpty() ? "" : ",").append(NAMES[i]);
            }
        }
        return out.toString();
    }

    @Override
    void save(StringBuilder out) {
        if (src != 0) {
            out.append(invSrc ? " !" : "").append(" --src-type ").append(names(src));
        }
        if (dst != 0) {
            out.append(invDst ? " !" : "").append(" --dst-type ").append(names(dst));
        }
        out.append(given("limit-iface-in") ? " --limit-iface-in" : "");
        out.append(given("limit-iface-out") ? " --limit-iface-out" : "");
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" ADDRTYPE match");
        if (src != 0) {
            out.append(" src-type ").append(invSrc ? "!" : "").append(names(src));
        }
        if (dst != 0) {
            out.append(" dst-type ").append(invDst ? "!" : "").append(names(dst));
        }
        out.append(given("limit-iface-in") ? " limit-in" : "");
        out.append(given("limit-iface-out") ? " limit-out" : "");
    }
}
