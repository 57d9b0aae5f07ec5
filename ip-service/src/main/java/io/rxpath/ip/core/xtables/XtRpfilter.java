package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfServices;
import io.rxpath.skb.IpAddress;
import java.util.List;

/**
 * Match rpfilter (kernel net/ipv4/netfilter/ipt_rpfilter.c rpfilter_mt(), net/ipv6/netfilter/ip6t_rpfilter.c): would an answer
 * leave by the device the packet came in by?
 */
final class XtRpfilter extends XtMatch {
    private NfServices services = XtNoServices.INSTANCE;

    XtRpfilter() {
        super(
                "rpfilter",
                List.of(
                        XtOpt.flag("loose"),
                        XtOpt.flag("validmark"),
                        XtOpt.flag("accept-local"),
                        XtOpt.flag("invert")));
    }

    @Override
    void option(String name, String arg, boolean invert) {}

    @Override
    void finish(XtContext context) {
        services = context.shared().services;
    }

    @Override
    String refusal(XtContext context) {
        boolean fits = context.table().equals("raw") || context.table().equals("mangle");
        return fits ? "" : "match rpfilter is for tables raw and mangle";
    }

    @Override
    String refusal(NfHook hook) {
        return hook == NfHook.PRE_ROUTING ? "" : "match rpfilter is for PREROUTING";
    }

    @Override
    boolean match(XtPacket p) {
        return passes(p) != given("invert");
    }

    private boolean passes(XtPacket p) {
        NetDevice in = p.state.in;
        if (in == null || in.ifindex() == NetDevice.LOOPBACK_IFINDEX) {
            return true;
        }
        IpAddress source = new IpAddress(p.addressHi(true), p.addressLo(true));
        if (p.v6) {
            if (source.hi() >>> 56 == 0xff) {
                return false;
            }
            boolean any = source.hi() == 0 && source.lo() == 0;
            if (any || source.hi() >>> 54 == 0xfe80_0000L >>> 22) {
                return true;
            }
        } else if (source.v4() >>> 24 == 0 && p.u8(16) >>> 4 == 0xe) {
            // Multicast from nobody, as of a host that asks for its address: only within the link.
            return p.u32(16) >>> 8 == 0xe00000;
        }
        NfServices.FibResult route = route(p, source);
        boolean local = route.type().equals("local");
        if (route.ifindex() == 0 || !route.type().equals("unicast") && !(local && given("accept-local"))) {
            return false;
        }
        return given("loose") || route.ifindex() == in.ifindex();
    }

    /** The way to the source, as the packet's own TOS and destination would have it (rpfilter_get_saddr()). */
    private NfServices.FibResult route(XtPacket p, IpAddress source) {
        IpAddress from = new IpAddress(p.addressHi(false), p.addressLo(false));
        int tos = p.v6 ? p.u16(0) >>> 4 & 0xff : p.u8(1) & 0xfc;
        if (!p.v6) {
            int v4 = from.v4();
            from = v4 >>> 28 == 0xe || v4 == -1 || v4 >>> 24 == 0 ? IpAddress.ANY_V4 : from;
        } else if (from.hi() >>> 56 == 0xff) {
            from = new IpAddress(0, 0);
        }
        return services.fib(p.state.family, source, from, tos, 0, given("validmark") ? p.skb.mark : 0);
    }

    private void text(StringBuilder out, String dashes) {
        for (XtOpt option : options()) {
            if (given(option.name())) {
                out.append(' ').append(dashes).append(option.name());
            }
        }
    }

    @Override
    void save(StringBuilder out) {
        text(out, "--");
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" rpfilter");
        text(out, "");
    }
}
