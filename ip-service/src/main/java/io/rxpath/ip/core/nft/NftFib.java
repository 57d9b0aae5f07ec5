package io.rxpath.ip.core.nft;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfServices;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import org.jspecify.annotations.Nullable;

/** A question to the routing tables (kernel net/ipv4/netfilter/nft_fib_ipv4.c, net/ipv6/netfilter/nft_fib_ipv6.c). */
final class NftFib extends NftExpr {
    /** fe80::/10. */
    private static final long LINK_LOCAL = 0x3fa;
    /** 224.0.0.0/24. */
    private static final int LOCAL_GROUPS = 0xe00000;

    /** What is asked. */
    enum Result {
        /** The type of the route. */
        TYPE("type", NftTypes.ROUTE_TYPE),
        /** The device, by number. */
        OIF("oif", NftTypes.IFINDEX),
        /** The device, by name. */
        OIFNAME("oifname", NftTypes.IFNAME);

        final String text;

        @SuppressWarnings("ImmutableEnumChecker") // a type never changes; its maps are only read
        final NftType type;

        Result(String text, NftType type) {
            this.text = text;
            this.type = type;
        }
    }

    final Result result;
    private final boolean source;
    private final boolean mark;

    /** The lookup is limited to the device the packet came in by. */
    final boolean iif;

    /** The lookup is limited to the device it leaves by. */
    final boolean oif;

    /** Only whether there is a route is asked: exists or missing. */
    final boolean presence;

    NftFib(Result result, boolean source, boolean mark, boolean iif, boolean oif, boolean presence) {
        super(presence ? NftTypes.EXISTS : result.type);
        this.result = result;
        this.source = source;
        this.mark = mark;
        this.iif = iif;
        this.oif = oif;
        this.presence = presence;
    }

    NftFib asPresence() {
        return new NftFib(result, source, mark, iif, oif, true);
    }

    @Override
    boolean load(NftPktInfo pkt) {
        NetDevice device = iif ? pkt.state.in : oif ? pkt.state.out : null;
        int ifindex = device == null ? 0 : device.ifindex();
        int fwmark = mark ? pkt.skb.mark : 0;
        IpAddress asked = address(pkt, source);
        boolean v4 = pkt.state.family == NfFamily.IPV4;
        if (result == Result.TYPE) {
            NetDevice dev = device != null || v4 || asked.hi() >>> 54 != LINK_LOCAL ? device : skbDevice(pkt);
            int by = dev == null ? 0 : dev.ifindex();
            NfServices.FibResult found = v4
                    ? pkt.services.fib(pkt.state.family, asked, ifindex, fwmark)
                    : pkt.services.fib(pkt.state.family, asked, other(pkt), tos(pkt), by, fwmark);
            Long type = NftSymbols.ROUTE_TYPES.get(found.type());
            return pkt.result(type == null ? 0 : type);
        }
        if (looped(pkt) || (v4 ? fromNobody(pkt) : solicits(pkt))) {
            NetDevice in = pkt.state.in;
            return answer(pkt, in == null ? 0 : in.ifindex(), in == null ? "" : in.name());
        }
        // Only an address of one link is looked for by the device; another's route must lead there by itself.
        boolean linkLocal = !v4 && asked.hi() >>> 54 == LINK_LOCAL;
        int by = linkLocal ? ifindex : 0;
        NfServices.FibResult found = pkt.services.fib(pkt.state.family, asked, other(pkt), tos(pkt), by, fwmark);
        boolean missing = found.type().equals("local") || (ifindex != 0 && found.ifindex() != ifindex);
        return missing ? answer(pkt, 0, "") : answer(pkt, found.ifindex(), found.ifname());
    }

    private static @Nullable NetDevice skbDevice(NftPktInfo pkt) {
        return pkt.state.in != null ? pkt.state.in : pkt.state.out;
    }

    /** Who asks for its own address has no route yet (nft_fib4_eval()). */
    private static boolean fromNobody(NftPktInfo pkt) {
        int from = address(pkt, true).v4();
        int to = address(pkt, false).v4();
        return from >>> 24 == 0 && (to == -1 || to >>> 8 == LOCAL_GROUPS);
    }

    /** The same of IPv6 (nft_fib_v6_skip_icmpv6()). */
    private static boolean solicits(NftPktInfo pkt) {
        IpAddress from = address(pkt, true);
        IpAddress to = address(pkt, false);
        boolean nobody = from.hi() == 0 && from.lo() == 0;
        boolean group = to.hi() >>> 56 == 0xff && (to.hi() >>> 48 & 0xf) == 2;
        boolean link = group || to.hi() >>> 54 == LINK_LOCAL;
        return pkt.state.hook == NfHook.PRE_ROUTING && pkt.l4proto == IpProtocol.ICMPV6 && nobody && link;
    }

    /** The packet's other address, if a route could have it as a source. */
    private IpAddress other(NftPktInfo pkt) {
        IpAddress other = address(pkt, !source);
        if (pkt.state.family == NfFamily.IPV6) {
            return other;
        }
        int v4 = other.v4();
        return v4 >>> 28 == 0xe || v4 == -1 || v4 >>> 24 == 0 ? IpAddress.ANY_V4 : other;
    }

    private static int tos(NftPktInfo pkt) {
        byte[] buf = pkt.skb.buf();
        int at = pkt.skb.data();
        return pkt.state.family == NfFamily.IPV4
                ? NftBytes.get8(buf, at + 1) & 0xfc
                : NftBytes.get16(buf, at) >>> 4 & 0xff;
    }

    /** A packet that came back over lo is not looked up (nft_fib_is_loopback()). */
    private static boolean looped(NftPktInfo pkt) {
        NetDevice in = pkt.state.in;
        return pkt.state.hook == NfHook.PRE_ROUTING && in != null && in.ifindex() == NetDevice.LOOPBACK_IFINDEX;
    }

    private boolean answer(NftPktInfo pkt, int ifindex, String name) {
        if (presence) {
            return pkt.result(ifindex == 0 ? 0 : 1);
        }
        if (result == Result.OIF) {
            return pkt.result(ifindex);
        }
        NftValue value = NftType.ofName(name);
        pkt.hi = value == null ? 0 : value.hi();
        pkt.lo = value == null ? 0 : value.lo();
        return true;
    }

    private static IpAddress address(NftPktInfo pkt, boolean source) {
        byte[] buf = pkt.skb.buf();
        int base = pkt.skb.data();
        if (pkt.state.family == NfFamily.IPV4) {
            int at = base + (source ? 12 : 16);
            return IpAddress.v4(NftBytes.get16(buf, at) << 16 | NftBytes.get16(buf, at + 2));
        }
        int at = base + (source ? 8 : 24);
        return new IpAddress(NftBytes.get64(buf, at), NftBytes.get64(buf, at + 8));
    }

    @Override
    String refusal(NftChain base) {
        boolean incoming =
                base.hook == NfHook.PRE_ROUTING || base.hook == NfHook.LOCAL_IN || base.hook == NfHook.FORWARD;
        boolean outgoing =
                base.hook == NfHook.LOCAL_OUT || base.hook == NfHook.POST_ROUTING || base.hook == NfHook.FORWARD;
        if ((result != Result.TYPE || iif) && !incoming) {
            return "this fib expression is possible at prerouting, input and forward only";
        }
        return result == Result.TYPE && oif && !outgoing
                ? "this fib expression is possible at output, postrouting and forward only"
                : "";
    }

    @Override
    void print(NftPrinter out) {
        out.text("fib ").text(source ? "saddr" : "daddr");
        out.text(mark ? " . mark" : "").text(iif ? " . iif" : "").text(oif ? " . oif" : "");
        out.text(" ").text(result.text);
    }
}
