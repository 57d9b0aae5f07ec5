package io.rxpath.ip.core.nft;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfServices;
import io.rxpath.skb.IpAddress;

/** A question to the routing tables (kernel net/ipv4/netfilter/nft_fib_ipv4.c, net/ipv6/netfilter/nft_fib_ipv6.c). */
final class NftFib extends NftExpr {
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
        if (result != Result.TYPE && looped(pkt)) {
            NetDevice in = pkt.state.in;
            return answer(pkt, in == null ? 0 : in.ifindex(), in == null ? "" : in.name());
        }
        NfServices.FibResult found = pkt.services.fib(pkt.state.family, address(pkt), ifindex, fwmark);
        if (result == Result.TYPE) {
            Long type = NftSymbols.ROUTE_TYPES.get(found.type());
            return pkt.result(type == null ? 0 : type);
        }
        boolean wrongDevice = ifindex != 0 && found.ifindex() != ifindex;
        return wrongDevice ? answer(pkt, 0, "") : answer(pkt, found.ifindex(), found.ifname());
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

    private IpAddress address(NftPktInfo pkt) {
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
