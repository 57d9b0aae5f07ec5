package io.rxpath.ip.core;

import io.rxpath.ip.core.conntrack.Conntrack;
import io.rxpath.ip.core.ipv6.Ip6Stack;
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
    /** fe80::/10. */
    private static final long LINK_LOCAL = 0x3fa;

    private static final IpAddress ANY_V6 = new IpAddress(0, 0);

    /** IPv6 networks whose prefix is shorter have an anycast address of their routers. */
    private static final int ANYCAST_PREFIX = 127;

    private final Net net;
    private final FibLookup fib;
    private final Conntrack conntrack;
    private final Nat nat;
    private final NfReject rejectV4;
    private final IntSupplier random;
    private final NfLogLine line = new NfLogLine();
    private final FlowI flow = new FlowI();
    private @Nullable Ip6Stack ip6;

    NetfilterServices(Net net, FibLookup fib, Conntrack conntrack, Nat nat, NfReject rejectV4, IntSupplier random) {
        this.net = net;
        this.fib = fib;
        this.conntrack = conntrack;
        this.nat = nat;
        this.rejectV4 = rejectV4;
        this.random = random;
    }

    /** IPv6's part; without it IPv6 packets are not answered and not translated. */
    void v6(Ip6Stack stack) {
        ip6 = stack;
    }

    @Override
    public void trackConnections(NfFamily family) {
        conntrack.track(family);
    }

    @Override
    public void accountConnections() {
        conntrack.account();
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
            Ip6Stack v6 = ip6;
            return v6 == null ? null : v6.selectSource(out, daddrV6(state));
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
        } else if (in != null && ip6 != null) {
            to = ip6.selectRedirect(in, daddrV6(state));
        }
        return nat.redirect(state, range, to);
    }

    private static IpAddress daddrV6(NfHookState state) {
        Ipv6Header header = new Ipv6Header(state.skb.buf(), state.skb.data());
        return new IpAddress(header.daddrHi(), header.daddrLo());
    }

    private @Nullable NfReject reject(NfFamily family) {
        return family == NfFamily.IPV4 ? rejectV4 : ip6 == null ? null : ip6.reject();
    }

    @Override
    public void notrack(NfHookState state) {
        Conntrack.notrack(state.skb);
    }

    @Override
    public void rejectUnreach(NfHookState state, int type, int code) {
        NfReject reject = reject(state.family);
        if (reject != null) {
            reject.unreach(state, type, code);
        }
    }

    @Override
    public void rejectReset(NfHookState state) {
        NfReject reject = reject(state.family);
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
        if (family == NfFamily.IPV6) {
            return fib(family, address, ANY_V6, 0, ifindex, mark);
        }
        FibResult route = fib(family, address, IpAddress.ANY_V4, 0, ifindex, mark);
        RouteType type = ifindex == 0 ? fib.addrType(address.v4()) : fib.addrType(address.v4(), ifindex);
        return new FibResult(type.word(), route.ifindex(), route.ifname());
    }

    @Override
    public FibResult fib(NfFamily family, IpAddress address, IpAddress other, int tos, int ifindex, int mark) {
        boolean v4 = family == NfFamily.IPV4;
        flow.between(address, other).tos(tos).mark(mark).oif(ifindex);
        flow.strictOif(!v4 && address.hi() >>> 54 == LINK_LOCAL);
        FibRoute route = fib.lookup(flow, v4);
        String type = v4 ? route.type().word() : typeV6(route, address, ifindex);
        if (!v4 && ip6 != null && ip6.anycast(net.devByIndex(ifindex), address)) {
            return new FibResult(type, 0, "");
        }
        NetDevice dev = route.found() ? net.devByIndex(route.ifindex()) : null;
        return dev == null ? new FibResult(type, 0, "") : new FibResult(type, dev.ifindex(), dev.name());
    }

    /**
     * Kernel __nft_fib6_eval_type(): the address of a network is anycast, and an address of another device than the one that is
     * asked about is unicast.
     */
    private String typeV6(FibRoute route, IpAddress address, int ifindex) {
        NetDevice dev = ifindex == 0 ? null : net.devByIndex(ifindex);
        if (dev != null && ip6 != null && ip6.owns(dev, address)) {
            return RouteType.LOCAL.word();
        }
        if (!route.found()) {
            RouteType refused = switch (route.error()) {
                case EINVAL -> RouteType.BLACKHOLE;
                case EACCES -> RouteType.PROHIBIT;
                case EAGAIN -> RouteType.THROW;
                default -> RouteType.UNREACHABLE;
            };
            return refused.word();
        }
        boolean network = route.prefix() < ANYCAST_PREFIX && route.gateway() == null;
        if (network && route.destination().address().equals(address)) {
            return RouteType.ANYCAST.word();
        }
        boolean another = dev != null && route.type() == RouteType.LOCAL;
        return another ? RouteType.UNICAST.word() : route.type().word();
    }

    @Override
    public int random() {
        return random.getAsInt();
    }
}
