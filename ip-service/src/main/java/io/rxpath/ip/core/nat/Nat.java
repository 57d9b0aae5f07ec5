package io.rxpath.ip.core.nat;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.conntrack.Conntrack;
import io.rxpath.ip.core.conntrack.NfConn;
import io.rxpath.ip.core.conntrack.NfTuple;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookFn;
import io.rxpath.ip.core.netfilter.NfHookOps;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfHooks;
import io.rxpath.ip.core.netfilter.NfNatManip;
import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.ip.core.netfilter.NfPriority;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.CtInfo;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Address translation (kernel net/netfilter/nf_nat_core.c nf_nat_inet_fn(), nf_nat_setup_info(), nf_nat_alloc_null_binding(),
 * nf_nat_packet(); nf_nat_masquerade.c; nf_nat_redirect.c).
 *
 * <p>At LOCAL_OUT a packet whose destination was translated has to be routed again: that is the caller's, who compares addresses
 * before and after the hooks.
 */
public final class Nat implements NatChains {
    private record Chain(int priority, NfHookFn fn) {}

    /** One hook of one family: the registration and the chains that are asked. */
    private static final class Place {
        final List<Chain> chains = new ArrayList<>(1);
    }

    private static final IpAddress LOOPBACK = IpAddress.v4(0x7f000001);
    private static final IpAddress LOOPBACK_V6 = new IpAddress(0, 1);

    private final Conntrack conntrack;
    private final NfHooks hooks;
    private final NatTuple tuples;
    private final NatManip manip = new NatManip();
    private final NatIcmp icmp = new NatIcmp(manip);
    private final Place[][] places = new Place[NfFamily.values().length][NfHook.values().length];
    private final List<List<NfHookOps>> registered = List.of(new ArrayList<>(4), new ArrayList<>(4));

    /**
     * NAT that is off.
     *
     * @param hooks where it registers with the first chain
     * @param random 32 random bits a call, for the choice of ports
     */
    public Nat(Conntrack conntrack, NfHooks hooks, IntSupplier random) {
        this.conntrack = conntrack;
        this.hooks = hooks;
        NatBySource bySource = new NatBySource();
        conntrack.addListener(bySource);
        this.tuples = new NatTuple(conntrack, bySource, random);
        for (Place[] family : places) {
            for (int i = 0; i < family.length; i++) {
                family[i] = new Place();
            }
        }
    }

    /** How often a port or identifier was chosen at random since the start: no other host would have taken the same. */
    public long portsByChance() {
        return tuples.byChance;
    }

    /** HOOK2MANIP: which end is translated there. */
    public static NfNatManip manipOf(NfHook hook) {
        return hook == NfHook.POST_ROUTING || hook == NfHook.LOCAL_IN ? NfNatManip.SRC : NfNatManip.DST;
    }

    static int statusBit(NfNatManip type, boolean reply) {
        return (type == NfNatManip.SRC) != reply ? NfConn.IPS_SRC_NAT : NfConn.IPS_DST_NAT;
    }

    private static int doneBit(NfNatManip type) {
        return type == NfNatManip.SRC ? NfConn.IPS_SRC_NAT_DONE : NfConn.IPS_DST_NAT_DONE;
    }

    @Override
    public void register(NfFamily family, NfHook hook, int priority, NfHookFn chain) {
        if (hook == NfHook.FORWARD) {
            throw new IllegalArgumentException("no NAT at the hook FORWARD");
        }
        List<NfHookOps> ops = registered.get(family.ordinal());
        if (ops.isEmpty()) {
            ops.add(new NfHookOps(family, NfHook.PRE_ROUTING, NfPriority.NAT_DST, this::hook));
            ops.add(new NfHookOps(family, NfHook.POST_ROUTING, NfPriority.NAT_SRC, this::hook));
            ops.add(new NfHookOps(family, NfHook.LOCAL_OUT, NfPriority.NAT_DST, this::hook));
            ops.add(new NfHookOps(family, NfHook.LOCAL_IN, NfPriority.NAT_SRC, this::hook));
            ops.forEach(hooks::register);
        }
        List<Chain> chains = places[family.ordinal()][hook.ordinal()].chains;
        int at = 0;
        while (at < chains.size() && priority > chains.get(at).priority()) {
            at++;
        }
        chains.add(at, new Chain(priority, chain));
    }

    @Override
    public void unregister(NfFamily family, NfHook hook, NfHookFn chain) {
        places[family.ordinal()][hook.ordinal()].chains.removeIf(known -> known.fn() == chain);
        for (Place place : places[family.ordinal()]) {
            if (!place.chains.isEmpty()) {
                return;
            }
        }
        List<NfHookOps> ops = registered.get(family.ordinal());
        ops.forEach(hooks::unregister);
        ops.clear();
    }

    /** nf_nat_ipv4_fn(), nf_nat_ipv6_fn(), nf_nat_inet_fn(). */
    private NfVerdict hook(NfHookState state) {
        SkBuff skb = state.skb;
        if (!(skb.nfct instanceof NfConn ct)) {
            return NfVerdict.ACCEPT;
        }
        NfNatManip type = manipOf(state.hook);
        int icmpAt = icmp.find(state);
        if (icmpAt >= 0) {
            return icmp.translate(state, ct, icmpAt, type) ? NfVerdict.ACCEPT : NfVerdict.DROP;
        }
        boolean first = skb.ctInfo == CtInfo.NEW || skb.ctInfo == CtInfo.RELATED || skb.ctInfo == CtInfo.RELATED_REPLY;
        if (first && !ct.has(doneBit(type))) {
            NfVerdict verdict = decide(state, ct, type);
            if (verdict != NfVerdict.ACCEPT) {
                return verdict;
            }
        } else if (oifChanged(state, ct)) {
            conntrack.killAcct(ct, skb.ctInfo, skb);
            return NfVerdict.DROP;
        }
        return packet(state, ct, type);
    }

    /** Asks the chains until one decides; if none does, the packet keeps its address. */
    private NfVerdict decide(NfHookState state, NfConn ct, NfNatManip type) {
        List<Chain> chains = places[state.family.ordinal()][state.hook.ordinal()].chains;
        for (int i = 0; i < chains.size(); i++) {
            NfVerdict verdict = chains.get(i).fn().hook(state);
            if (verdict != NfVerdict.ACCEPT || ct.has(doneBit(type))) {
                return verdict;
            }
        }
        return nullBinding(ct, type, state.now);
    }

    private NfVerdict nullBinding(NfConn ct, NfNatManip type, long now) {
        IpAddress same = type == NfNatManip.SRC ? ct.reply.dst() : ct.reply.src();
        return setup(ct, range(NfNatRange.ANY, same), type, now);
    }

    private static NfNatRange range(NfNatRange range, IpAddress address) {
        return new NfNatRange(
                address, address, range.minPort(), range.maxPort(), range.ports(), range.random(), range.persistent());
    }

    /** Masquerade's connection leaves by another device than the one it took its address from. */
    private static boolean oifChanged(NfHookState state, NfConn ct) {
        NetDevice out = state.out;
        return state.hook == NfHook.POST_ROUTING
                && ct.masqIndex != 0
                && out != null
                && !state.skb.ctInfo.reply()
                && out.ifindex() != ct.masqIndex;
    }

    private NfVerdict packet(NfHookState state, NfConn ct, NfNatManip type) {
        boolean reply = state.skb.ctInfo.reply();
        if (!ct.has(statusBit(type, reply))) {
            return NfVerdict.ACCEPT;
        }
        NfTuple target = ct.tuple(reply ? 0 : 1).answer();
        return manip.manip(state.skb, 0, target, type, state.family) ? NfVerdict.ACCEPT : NfVerdict.DROP;
    }

    /**
     * Sets up the translation of the packet's connection, which is not in the table yet (kernel nf_nat_setup_info()). ACCEPT
     * without effect for a packet without connection or of one that is.
     */
    public NfVerdict setup(NfHookState state, NfNatRange range, NfNatManip type) {
        return state.skb.nfct instanceof NfConn ct ? setup(ct, range, type, state.now) : NfVerdict.ACCEPT;
    }

    private NfVerdict setup(NfConn ct, NfNatRange range, NfNatManip type, long now) {
        if (ct.confirmed()) {
            return NfVerdict.ACCEPT;
        }
        if (ct.has(doneBit(type))) {
            return NfVerdict.DROP;
        }
        NfTuple current = ct.reply.answer();
        NfTuple unique = tuples.unique(current, range, ct, type, now);
        if (!unique.equals(current)) {
            ct.reply = unique.answer();
            ct.status |= statusBit(type, false);
        }
        ct.status |= doneBit(type);
        return NfVerdict.ACCEPT;
    }

    /**
     * SRC with the address of the device the packet leaves by (kernel nf_nat_masquerade_ipv4(), _ipv6()).
     *
     * @param address the device's address for the next hop (inet_select_addr(), ipv6_dev_get_saddr()); null if it has none, and
     *     the packet is dropped
     */
    public NfVerdict masquerade(NfHookState state, NfNatRange range, @Nullable IpAddress address) {
        if (!(state.skb.nfct instanceof NfConn ct) || ct.original.src().equals(IpAddress.ANY_V4)) {
            return NfVerdict.ACCEPT;
        }
        NetDevice out = state.out;
        if (address == null || out == null) {
            return NfVerdict.DROP;
        }
        ct.masqIndex = out.ifindex();
        return setup(ct, range(range, address), NfNatManip.SRC, state.now);
    }

    /**
     * DST with an address of this host (kernel nf_nat_redirect_ipv4(), _ipv6()).
     *
     * @param address an address of the device the packet came in by, null if it has none and the packet is dropped; at LOCAL_OUT
     *     not looked at: our own packets go to the loopback address
     */
    public NfVerdict redirect(NfHookState state, NfNatRange range, @Nullable IpAddress address) {
        IpAddress to = address;
        if (state.hook == NfHook.LOCAL_OUT) {
            to = state.family == NfFamily.IPV4 ? LOOPBACK : LOOPBACK_V6;
        }
        return to == null ? NfVerdict.DROP : setup(state, range(range, to), NfNatManip.DST);
    }
}
