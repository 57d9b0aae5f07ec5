package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.nat.NatChains;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookFn;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfNatManip;
import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.ip.core.netfilter.NfServices;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.IpAddress;

/** For a check of the syntax, where no packet ever comes. */
final class XtNoServices implements NfServices {
    static final NfServices INSTANCE = new XtNoServices();

    /** Takes the chains of table nat and never asks them. */
    static final NatChains NO_NAT = new NatChains() {
        @Override
        public void register(NfFamily family, NfHook hook, int priority, NfHookFn chain) {}

        @Override
        public void unregister(NfFamily family, NfHook hook, NfHookFn chain) {}
    };

    private XtNoServices() {}

    private static IllegalStateException noPackets() {
        return new IllegalStateException("rules that are only checked see no packets");
    }

    @Override
    public void trackConnections(NfFamily family) {}

    @Override
    public NfVerdict setupNat(NfHookState state, NfNatRange range, NfNatManip manip) {
        throw noPackets();
    }

    @Override
    public NfVerdict masquerade(NfHookState state, NfNatRange range) {
        throw noPackets();
    }

    @Override
    public NfVerdict redirect(NfHookState state, NfNatRange range) {
        throw noPackets();
    }

    @Override
    public void notrack(NfHookState state) {
        throw noPackets();
    }

    @Override
    public void rejectUnreach(NfHookState state, int type, int code) {
        throw noPackets();
    }

    @Override
    public void rejectReset(NfHookState state) {
        throw noPackets();
    }

    @Override
    public void log(NfHookState state, String prefix, int level) {
        throw noPackets();
    }

    @Override
    public FibResult fib(NfFamily family, IpAddress address, int ifindex, int mark) {
        throw noPackets();
    }

    @Override
    public int random() {
        throw noPackets();
    }
}
