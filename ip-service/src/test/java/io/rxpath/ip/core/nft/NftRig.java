package io.rxpath.ip.core.nft;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.conntrack.NfConn;
import io.rxpath.ip.core.conntrack.NfTuple;
import io.rxpath.ip.core.nat.NatChains;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookFn;
import io.rxpath.ip.core.netfilter.NfHookOps;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfHooks;
import io.rxpath.ip.core.netfilter.NfNatManip;
import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.ip.core.netfilter.NfServices;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.CtInfo;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tables over hooks, with services that note what they are asked. */
final class NftRig implements NfServices, NatChains, NftDevices {
    static final NetDevice ETH0 = new NetDevice(2, "eth0", 0x020000000002L, 1500, NetDevice.ANY_PORT, List.of());
    static final NetDevice ETH1 = new NetDevice(3, "eth1", 0x020000000003L, 1500, 1, List.of());

    final NfHooks hooks = new NfHooks();
    final NfHooks nat = new NfHooks();
    final NftTables tables = new NftTables(hooks, this, this, this);
    final List<String> asked = new ArrayList<>();
    final Set<NfFamily> tracked = EnumSet.noneOf(NfFamily.class);
    final Map<String, FibResult> routes = new java.util.HashMap<>();
    int nextRandom;
    long now = 1_000_000_000_000L;
    NfHookState state = new NfHookState(SkBuff.alloc(0));

    /** Shows the packet to a hook, with the nat chains asked at their priority as for a new connection. */
    NfVerdict pass(NfHook hook, SkBuff skb) {
        return pass(hook, (skb.buf()[skb.data()] >>> 4 & 0xf) == 6 ? NfFamily.IPV6 : NfFamily.IPV4, skb);
    }

    NfVerdict pass(NfHook hook, NfFamily family, SkBuff skb) {
        state = new NfHookState(skb);
        state.hook = hook;
        state.family = family;
        state.now = now;
        state.in = hook == NfHook.LOCAL_OUT || hook == NfHook.POST_ROUTING ? null : ETH0;
        state.out = hook == NfHook.PRE_ROUTING || hook == NfHook.LOCAL_IN ? null : ETH1;
        NfVerdict verdict = hooks.run(state);
        return verdict == NfVerdict.ACCEPT ? nat.run(state) : verdict;
    }

    static NfConn connection(IpAddress src, IpAddress dst, int protocol, int sport, int dport) {
        return new NfConn(new NfTuple(src, dst, protocol, sport, dport), new NfTuple(dst, src, protocol, dport, sport));
    }

    @Override
    public void register(NfFamily family, NfHook hook, int priority, NfHookFn chain) {
        nat.register(new NfHookOps(family, hook, priority, chain));
        asked.add("nat " + family + " " + hook + " " + priority);
    }

    @Override
    public void unregister(NfFamily family, NfHook hook, NfHookFn chain) {
        asked.add("no nat " + family + " " + hook);
    }

    @Override
    public int ifindex(String name) {
        return switch (name) {
            case "lo" -> 1;
            case "eth0" -> 2;
            case "eth1" -> 3;
            default -> 0;
        };
    }

    @Override
    public String name(int ifindex) {
        return switch (ifindex) {
            case 1 -> "lo";
            case 2 -> "eth0";
            case 3 -> "eth1";
            default -> "";
        };
    }

    @Override
    public void trackConnections(NfFamily family) {
        tracked.add(family);
    }

    @Override
    public NfVerdict setupNat(NfHookState state, NfNatRange range, NfNatManip manip) {
        asked.add(manip + " " + text(range));
        return NfVerdict.ACCEPT;
    }

    private static String text(NfNatRange range) {
        return range.min() + "-" + range.max()
                + (range.ports() ? ":" + range.minPort() + "-" + range.maxPort() : "")
                + (range.random() ? " random" : "")
                + (range.persistent() ? " persistent" : "");
    }

    @Override
    public NfVerdict masquerade(NfHookState state, NfNatRange range) {
        asked.add("masquerade " + text(range));
        return NfVerdict.ACCEPT;
    }

    @Override
    public NfVerdict redirect(NfHookState state, NfNatRange range) {
        asked.add("redirect " + text(range));
        return NfVerdict.ACCEPT;
    }

    @Override
    public void notrack(NfHookState state) {
        state.skb.ctInfo = CtInfo.UNTRACKED;
        asked.add("notrack");
    }

    @Override
    public void rejectUnreach(NfHookState state, int type, int code) {
        asked.add("unreach " + type + " " + code);
    }

    @Override
    public void rejectReset(NfHookState state) {
        asked.add("reset");
    }

    @Override
    public void log(NfHookState state, String prefix, int level) {
        asked.add("log '" + prefix + "' " + level);
    }

    @Override
    public FibResult fib(NfFamily family, IpAddress address, int ifindex, int mark) {
        asked.add("fib " + address + " " + ifindex + " " + mark);
        return routes.getOrDefault(address.toString(), new FibResult("unspec", 0, ""));
    }

    @Override
    public int random() {
        return nextRandom;
    }
}
