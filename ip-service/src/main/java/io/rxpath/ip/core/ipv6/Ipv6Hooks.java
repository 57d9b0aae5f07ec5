package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.Net;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The five hooks as the IPv6 path calls them (kernel include/linux/netfilter.h NF_HOOK(), nf_hook()). */
final class Ipv6Hooks {
    private final Net net;
    /** One state for each packet that is being looked at: a rule may send another packet (reject). */
    private final List<NfHookState> states = new ArrayList<>();

    private int depth;

    Ipv6Hooks(Net net) {
        this.net = net;
    }

    /**
     * Runs a hook. Returns the packet to go on with, or null if it went no further.
     *
     * @param received whether the packet is in the ledger of received ones
     */
    @Nullable
    SkBuff run(NfHook hook, SkBuff skb, @Nullable NetDevice in, @Nullable NetDevice out, boolean received, long now) {
        if (net.hooks.isEmpty(NfFamily.IPV6, hook)) {
            return skb;
        }
        if (depth == states.size()) {
            states.add(new NfHookState(skb));
        }
        NfHookState state = states.get(depth++);
        state.skb = skb;
        state.hook = hook;
        state.family = NfFamily.IPV6;
        state.in = in;
        state.out = out;
        state.dst = null;
        state.now = now;
        state.place = NfHookState.DEFAULT_PLACE;
        state.rule = "";
        state.reroute = false;
        NfVerdict verdict = net.hooks.run(state);
        depth--;
        SkbDropReason reason = SkbDropReason.NETFILTER_DROP;
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

    /** True if the packet {@link #run} returned last must be routed anew (kernel ip6_route_me_harder()). */
    boolean reroute() {
        return depth < states.size() && states.get(depth).reroute;
    }
}
