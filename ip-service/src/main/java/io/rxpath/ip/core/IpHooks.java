package io.rxpath.ip.core;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.ip.core.route.Dst;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The five hooks as the path of one family calls them (kernel include/linux/netfilter.h NF_HOOK(), nf_hook()). */
public final class IpHooks {
    private final Net net;
    private final NfFamily family;
    /** One state for each packet that is being looked at: a rule may send another packet (reject). */
    private final List<NfHookState> states = new ArrayList<>();

    private int depth;
    private boolean stolen;

    /** The hooks of a family. */
    public IpHooks(Net net, NfFamily family) {
        this.net = net;
        this.family = family;
    }

    /** Runs a hook for a packet that was received. Returns the packet to go on with, or null if it went no further. */
    public @Nullable SkBuff received(
            NfHook hook, SkBuff skb, @Nullable NetDevice in, @Nullable NetDevice out, @Nullable Dst dst, long now) {
        return run(hook, skb, in, out, dst, true, now);
    }

    /**
     * Runs a hook for a packet on its way out, ours or forwarded. Returns the packet to go on with, or null.
     *
     * @param in the device a forwarded packet came in by, null for our own
     */
    public @Nullable SkBuff sent(
            NfHook hook, SkBuff skb, @Nullable NetDevice in, @Nullable NetDevice out, @Nullable Dst dst, long now) {
        return run(hook, skb, in, out, dst, false, now);
    }

    private @Nullable SkBuff run(
            NfHook hook,
            SkBuff skb,
            @Nullable NetDevice in,
            @Nullable NetDevice out,
            @Nullable Dst dst,
            boolean received,
            long now) {
        if (net.hooks.isEmpty(family, hook)) {
            return skb;
        }
        NfHookState state = enter(hook, skb, in, out, dst, now);
        SkBuff rest = verdict(state, net.hooks.run(state), received, now);
        depth--;
        return rest;
    }

    /** True if the packet for which the last call returned null was kept or freed by a function, not dropped. */
    public boolean stolen() {
        return stolen;
    }

    /** True if the packet {@link #sent} returned last must be routed anew (kernel ip_route_me_harder(), ip6_route_me_harder()). */
    public boolean reroute() {
        return depth < states.size() && !net.hooks.isEmpty(family, NfHook.LOCAL_OUT) && states.get(depth).reroute;
    }

    private NfHookState enter(
            NfHook hook, SkBuff skb, @Nullable NetDevice in, @Nullable NetDevice out, @Nullable Dst dst, long now) {
        if (depth == states.size()) {
            states.add(new NfHookState(skb));
        }
        NfHookState state = states.get(depth++);
        state.skb = skb;
        state.hook = hook;
        state.family = family;
        state.in = in;
        state.out = out;
        state.dst = dst;
        state.now = now;
        state.place = NfHookState.DEFAULT_PLACE;
        state.rule = "";
        state.reroute = false;
        return state;
    }

    private @Nullable SkBuff verdict(NfHookState state, NfVerdict verdict, boolean received, long now) {
        SkbDropReason reason = SkbDropReason.NETFILTER_DROP;
        stolen = verdict == NfVerdict.STOLEN;
        switch (verdict) {
            case ACCEPT -> {
                return state.skb;
            }
            case STOLEN -> {
                return null;
            }
            case DROP -> {}
            case QUEUE -> {
                // Nobody listens on a queue: nf_queue() finds no handler and frees the packet without a reason.
                reason = SkbDropReason.NOT_SPECIFIED;
                state.place = "nf_queue";
            }
        }
        if (received) {
            net.kfreeByRule(state.skb, reason, state.place, state.rule, now);
        } else {
            net.kfreeSentByRule(state.skb, reason, state.place, state.rule, now);
        }
        return null;
    }
}
