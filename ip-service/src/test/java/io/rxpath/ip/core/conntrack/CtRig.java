package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.nat.Nat;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfHooks;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.CtInfo;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The hooks of a host with connection tracking, and no host around them. */
public final class CtRig implements ReplayTarget {
    /** The first moment. */
    public static final long START = 1_000_000_000_000_000_000L;

    /** Devices. */
    public static final NetDevice ETH0 = new NetDevice(2, "eth0", 0x020000000002L, 1500, 0, List.of());

    public static final NetDevice ETH1 = new NetDevice(3, "eth1", 0x020000000003L, 1500, 1, List.of());

    /** Its own addresses. */
    private static final Set<IpAddress> OWN = Set.of(
            IpAddress.parse("10.9.0.2"),
            IpAddress.parse("10.9.1.2"),
            IpAddress.parse("fd00::2"),
            IpAddress.parse("fd00:1::2"));

    public final NfHooks hooks = new NfHooks();
    public final Conntrack ct;
    public final Nat nat;
    public long now = START;
    /** The packet that the last walk left. */
    public SkBuff last = SkBuff.alloc(0);

    public CtRig() {
        this(ConntrackSettings.DEFAULTS.with(ConntrackSysctl.BUCKETS, 1024));
    }

    public CtRig(ConntrackSettings settings) {
        Random seeded = new Random(1);
        ct = new Conntrack(
                settings, hooks, (skb, family, hook, at) -> family == NfFamily.IPV6 ? skb : null, seeded::nextInt);
        nat = new Nat(ct, hooks, seeded::nextInt);
        ct.track(NfFamily.IPV4);
        ct.track(NfFamily.IPV6);
    }

    private static NfFamily family(SkBuff skb) {
        return skb.buf()[skb.data()] >>> 4 == 4 ? NfFamily.IPV4 : NfFamily.IPV6;
    }

    public NfVerdict run(NfHook hook, SkBuff skb) {
        return run(hook, skb, ETH0, ETH1);
    }

    private NfVerdict run(NfHook hook, SkBuff skb, NetDevice in, NetDevice out) {
        NfHookState state = new NfHookState(skb);
        state.hook = hook;
        state.family = family(skb);
        state.now = now;
        state.in = hook == NfHook.LOCAL_OUT || hook == NfHook.POST_ROUTING ? null : in;
        state.out = hook == NfHook.PRE_ROUTING || hook == NfHook.LOCAL_IN ? null : out;
        NfVerdict verdict = hooks.run(state);
        last = state.skb;
        return verdict;
    }

    private NfVerdict walk(SkBuff skb, NfHook... path) {
        SkBuff at = skb;
        for (NfHook hook : path) {
            NfVerdict verdict = run(hook, at);
            if (verdict != NfVerdict.ACCEPT) {
                return verdict;
            }
            at = last;
        }
        return NfVerdict.ACCEPT;
    }

    /** For this host. */
    public NfVerdict input(SkBuff skb) {
        return walk(skb, NfHook.PRE_ROUTING, NfHook.LOCAL_IN);
    }

    /** For another host. */
    public NfVerdict forward(SkBuff skb) {
        return walk(skb, NfHook.PRE_ROUTING, NfHook.FORWARD, NfHook.POST_ROUTING);
    }

    @Override
    public byte @Nullable [] forward(SkBuff skb, NetDevice in, NetDevice out, long at) {
        now = at;
        return pass(skb, in, out) == NfVerdict.ACCEPT ? last.toByteArray() : null;
    }

    @Override
    public CtInfo info() {
        return last.ctInfo;
    }

    @Override
    public Conntrack conntrack() {
        return ct;
    }

    @Override
    public Nat nat() {
        return nat;
    }

    @Override
    public boolean routes() {
        return false;
    }

    private NfVerdict pass(SkBuff skb, NetDevice in, NetDevice out) {
        SkBuff at = skb;
        for (NfHook hook : List.of(NfHook.PRE_ROUTING, NfHook.FORWARD, NfHook.POST_ROUTING)) {
            NfVerdict verdict = run(hook, at, in, out);
            if (verdict != NfVerdict.ACCEPT) {
                return verdict;
            }
            at = last;
            if (hook == NfHook.PRE_ROUTING && OWN.contains(destination(at))) {
                return NfVerdict.DROP;
            }
        }
        return NfVerdict.ACCEPT;
    }

    private static IpAddress destination(SkBuff skb) {
        if (family(skb) == NfFamily.IPV4) {
            return IpAddress.v4(new Ipv4Header(skb.buf(), skb.data()).daddr());
        }
        Ipv6Header iph = new Ipv6Header(skb.buf(), skb.data());
        return new IpAddress(iph.daddrHi(), iph.daddrLo());
    }

    /** From this host. */
    public NfVerdict output(SkBuff skb) {
        return walk(skb, NfHook.LOCAL_OUT, NfHook.POST_ROUTING);
    }

    /** The only connection. */
    public NfConn only() {
        List<NfConn> all = ct.list(now);
        if (all.size() != 1) {
            throw new AssertionError("expected one connection, found " + all);
        }
        return all.get(0);
    }

    /** The tuple of a packet as it is now. */
    public static NfTuple tuple(SkBuff skb) {
        SkbTuple t = new SkbTuple();
        if (!t.findL4(skb, 0, family(skb)) || !t.findPorts(skb)) {
            throw new AssertionError("no tuple in " + skb);
        }
        return t.toTuple();
    }

    /** The tuple of the packet that an ICMP error quotes. */
    public static NfTuple quoted(SkBuff skb) {
        SkbTuple t = new SkbTuple();
        t.findL4(skb, 0, family(skb));
        if (!t.findL4(skb, t.dataOff + IcmpHeader.LENGTH, family(skb)) || !t.findPorts(skb)) {
            throw new AssertionError("no tuple quoted in " + skb);
        }
        return t.toTuple();
    }

    /** A tuple from text. */
    public static NfTuple tcp(String src, int sport, String dst, int dport) {
        return new NfTuple(IpAddress.parse(src), IpAddress.parse(dst), IpProtocol.TCP, sport, dport);
    }

    public static NfTuple udp(String src, int sport, String dst, int dport) {
        return new NfTuple(IpAddress.parse(src), IpAddress.parse(dst), IpProtocol.UDP, sport, dport);
    }
}
