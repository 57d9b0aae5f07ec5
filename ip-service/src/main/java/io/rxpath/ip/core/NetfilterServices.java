package io.rxpath.ip.core;

import io.rxpath.ip.core.conntrack.Conntrack;
import io.rxpath.ip.core.nat.Nat;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfNatManip;
import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.ip.core.netfilter.NfReject;
import io.rxpath.ip.core.netfilter.NfServices;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.FibRoute;
import io.rxpath.ip.core.route.FlowI;
import io.rxpath.ip.core.route.RouteScope;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What this stack does for rules. */
final class NetfilterServices implements NfServices {
    /** nft's name of a route's type where there is no route. */
    private static final String UNSPEC = "unspec";

    /** Chooses an own IPv6 address of a device for a packet to {@code target}. */
    interface SourceV6 {
        @Nullable
        IpAddress select(NetDevice dev, IpAddress target);
    }

    private final Net net;
    private final FibLookup fib;
    private final Conntrack conntrack;
    private final Nat nat;
    private final NfReject rejectV4;
    private final IntSupplier random;
    private final NfLogLine line = new NfLogLine();
    private final FlowI flow = new FlowI();
    private @Nullable NfReject rejectV6;
    private @Nullable SourceV6 sourceV6;
    private @Nullable SourceV6 redirectV6;

    NetfilterServices(Net net, FibLookup fib, Conntrack conntrack, Nat nat, NfReject rejectV4, IntSupplier random) {
        this.net = net;
        this.fib = fib;
        this.conntrack = conntrack;
        this.nat = nat;
        this.rejectV4 = rejectV4;
        this.random = random;
    }

    /**
     * IPv6's part; without it IPv6 packets are not answered and not translated.
     *
     * @param source what to speak to another host from (kernel ipv6_dev_get_saddr())
     * @param redirect where a packet to another host is redirected (kernel nf_nat_redirect_ipv6())
     */
    void v6(NfReject reject, SourceV6 source, SourceV6 redirect) {
        rejectV6 = reject;
        sourceV6 = source;
        redirectV6 = redirect;
    }

    @Override
    public void trackConnections(NfFamily family) {
        conntrack.track(family);
    }

    @Override
    public NfVerdict setupNat(NfHookState state, NfNatRange range, NfNatManip manip) {
        return nat.setup(state, range, manip);
    }

    @Override
    public NfVerdict masquerade(NfHookState state, NfNatRange range) {
        NetDevice out = state.out;
        return nat.masquerade(state, range, out == null ? null : sourceBy(state, out));
    }

    private @Nullable IpAddress sourceBy(NfHookState state, NetDevice out) {
        if (state.family == NfFamily.IPV6) {
            SourceV6 source = sourceV6;
            Ipv6Header header = new Ipv6Header(state.skb.buf(), state.skb.data());
            return source == null ? null : source.select(out, new IpAddress(header.daddrHi(), header.daddrLo()));
        }
        int daddr = new Ipv4Header(state.skb.buf(), state.skb.data()).daddr();
        Dst dst = state.dst;
        int address = fib.selectAddr(out.ifindex(), dst == null ? daddr : dst.nexthop(daddr), RouteScope.UNIVERSE);
        return address == 0 ? null : IpAddress.v4(address);
    }

    /** What redirect translates to is an address of the device the packet came in by. */
    @Override
    public NfVerdict redirect(NfHookState state, NfNatRange range) {
        NetDevice in = state.in;
        IpAddress to = null;
        if (in != null && state.family == NfFamily.IPV4) {
            to = in.addresses().stream()
                    .map(own -> own.address())
                    .filter(IpAddress::isV4)
                    .findFirst()
                    .orElse(null);
        } else if (in != null && redirectV6 != null) {
            Ipv6Header header = new Ipv6Header(state.skb.buf(), state.skb.data());
            to = redirectV6.select(in, new IpAddress(header.daddrHi(), header.daddrLo()));
        }
        return nat.redirect(state, range, to);
    }

    @Override
    public void notrack(NfHookState state) {
        Conntrack.notrack(state.skb);
    }

    @Override
    public void rejectUnreach(NfHookState state, int type, int code) {
        NfReject reject = state.family == NfFamily.IPV4 ? rejectV4 : rejectV6;
        if (reject != null) {
            reject.unreach(state, type, code);
        }
    }

    @Override
    public void rejectReset(NfHookState state) {
        NfReject reject = state.family == NfFamily.IPV4 ? rejectV4 : rejectV6;
        if (reject != null) {
            reject.reset(state);
        }
    }

    @Override
    public void log(NfHookState state, String prefix, int level) {
        net.out.log(level, line.of(state, prefix));
    }

    /** Kernel net/ipv4/netfilter/nft_fib_ipv4.c, net/ipv6/netfilter/nft_fib_ipv6.c. */
    @Override
    public FibResult fib(NfFamily family, IpAddress address, int ifindex, int mark) {
        boolean v4 = family == NfFamily.IPV4;
        flow.between(address, v4 ? IpAddress.ANY_V4 : new IpAddress(0, 0))
                .mark(mark)
                .oif(ifindex);
        FibRoute route = fib.lookup(flow, v4);
        String type;
        if (v4) {
            RouteType of = ifindex == 0 ? fib.addrType(address.v4()) : fib.addrType(address.v4(), ifindex);
            type = of.word();
        } else {
            type = route.found() ? route.type().word() : UNSPEC;
        }
        NetDevice dev = route.found() ? net.devByIndex(route.ifindex()) : null;
        return dev == null ? new FibResult(type, 0, "") : new FibResult(type, dev.ifindex(), dev.name());
    }

    @Override
    public int random() {
        return random.getAsInt();
    }
}
