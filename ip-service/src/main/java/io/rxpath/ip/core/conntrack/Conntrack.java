package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookFn;
import io.rxpath.ip.core.netfilter.NfHookOps;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfHooks;
import io.rxpath.ip.core.netfilter.NfPriority;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.Counters;
import io.rxpath.skb.CtInfo;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.MalformedRecordException;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Connection tracking (kernel net/netfilter/nf_conntrack_core.c nf_conntrack_in(), resolve_normal_ct(), init_conntrack(),
 * __nf_conntrack_confirm(), early_drop(), nf_conntrack_tuple_taken(); nf_conntrack_proto.c nf_confirm()).
 *
 * <p>Nothing happens until {@link #track} is called for a family. Zones, helpers and expectations are not modelled. SCTP is
 * tracked by its ports only, with the timeout of unknown protocols. Between the arrival of a new connection's packet
 * and its confirmation nothing else runs, so two packets cannot race for one connection, and a dropped packet's connection
 * leaves no trace.
 *
 * <p>Single-threaded, as the stack is.
 */
public final class Conntrack {
    /** Kernel NF_CT_EVICTION_RANGE: chains that are searched for a connection to make room. */
    private static final int EVICTION_RANGE = 8;

    private static final int MIN_CHAINLEN = 50;
    private static final int MAX_CHAINLEN = 30;
    private static final long CLASH_NANOS = 1_000_000_000L;

    private ConntrackSettings settings;
    private final NfHooks hooks;
    private final ConntrackDefrag defrag;
    private final IntSupplier random;
    private final Counters<ConntrackStat> stats = new Counters<>(ConntrackStat.class);
    private final ConntrackExpiry expiry = new ConntrackExpiry();
    private final SkbTuple tuple = new SkbTuple();
    private final ConntrackTcp tcp = new ConntrackTcp(this);
    private final ConntrackUdp udp = new ConntrackUdp(this);
    private final ConntrackIcmp icmp = new ConntrackIcmp(this);
    private final boolean[] tracked = new boolean[NfFamily.values().length];
    private final List<ConntrackListener> listeners = new ArrayList<>(1);
    private final ConntrackChanges changes = new ConntrackChanges();
    private @Nullable ConntrackTable table;
    private long serial;

    /**
     * Tracking that is off.
     *
     * @param hooks where it registers when it is switched on
     * @param defrag reassembles datagrams before they are looked at
     * @param random 32 random bits a call
     */
    public Conntrack(ConntrackSettings settings, NfHooks hooks, ConntrackDefrag defrag, IntSupplier random) {
        this.settings = settings;
        this.hooks = hooks;
        this.defrag = defrag;
        this.random = random;
    }

    /** The settings. */
    public ConntrackSettings settings() {
        return settings;
    }

    /** Other settings from now on; timeouts that run are not changed. Another number of chains puts the table up again. */
    public void settings(ConntrackSettings next) {
        boolean rehash = table != null && next.get(ConntrackSysctl.BUCKETS) != settings.get(ConntrackSysctl.BUCKETS);
        settings = next;
        if (rehash) {
            ConntrackTable larger = newTable();
            for (NfConn ct : expiry.all()) {
                if (ct.has(NfConn.IPS_NAT_CLASH)) {
                    larger.insertReply(ct);
                } else {
                    larger.insert(ct);
                }
            }
            table = larger;
        }
    }

    private ConntrackTable newTable() {
        return new ConntrackTable(
                settings.get(ConntrackSysctl.BUCKETS), (long) random.getAsInt() << 32 | random.getAsInt());
    }

    private ConntrackTable table() {
        if (table == null) {
            table = newTable();
        }
        return table;
    }

    /** Switches tracking on for a family, once and for all (kernel nf_ct_netns_get()). */
    public void track(NfFamily family) {
        if (tracked[family.ordinal()]) {
            return;
        }
        tracked[family.ordinal()] = true;
        register(family, NfHook.PRE_ROUTING, NfPriority.CONNTRACK_DEFRAG, this::defrag);
        register(family, NfHook.LOCAL_OUT, NfPriority.CONNTRACK_DEFRAG, this::defrag);
        register(family, NfHook.PRE_ROUTING, NfPriority.CONNTRACK, this::in);
        register(family, NfHook.LOCAL_OUT, NfPriority.CONNTRACK, this::local);
        register(family, NfHook.LOCAL_IN, NfPriority.CONNTRACK_CONFIRM, this::confirm);
        register(family, NfHook.POST_ROUTING, NfPriority.CONNTRACK_CONFIRM, this::confirm);
    }

    private void register(NfFamily family, NfHook hook, int priority, NfHookFn fn) {
        hooks.register(new NfHookOps(family, hook, priority, fn));
    }

    /** True if {@link #track} was called for the family. */
    public boolean tracks(NfFamily family) {
        return tracked[family.ordinal()];
    }

    /** ipv4_conntrack_defrag(), ipv6_defrag(). */
    private NfVerdict defrag(NfHookState state) {
        SkBuff skb = state.skb;
        if (skb.nfct != null || skb.ctInfo == CtInfo.UNTRACKED || !isFragment(skb, state.family)) {
            return NfVerdict.ACCEPT;
        }
        SkBuff whole = defrag.defrag(skb, state.family, state.hook, state.now);
        if (whole == null) {
            return NfVerdict.STOLEN;
        }
        state.skb = whole;
        return NfVerdict.ACCEPT;
    }

    private boolean isFragment(SkBuff skb, NfFamily family) {
        if (family == NfFamily.IPV4) {
            return new Ipv4Header(skb.buf(), skb.data()).isFragment();
        }
        tuple.findL4(skb, 0, family);
        return tuple.fragment;
    }

    /** ipv4_conntrack_local(): fragments that a socket made itself are left alone. */
    private NfVerdict local(NfHookState state) {
        return state.family == NfFamily.IPV4 && isFragment(state.skb, state.family) ? NfVerdict.ACCEPT : in(state);
    }

    /** Finds the packet's connection or begins one: nf_conntrack_in(). */
    public NfVerdict in(NfHookState state) {
        SkBuff skb = state.skb;
        if (skb.nfct != null || skb.ctInfo == CtInfo.UNTRACKED) {
            return NfVerdict.ACCEPT; // seen before: loopback, or not to be tracked
        }
        if (!tuple.findL4(skb, 0, state.family)) {
            stats.inc(ConntrackStat.INVALID);
            return NfVerdict.ACCEPT;
        }
        int protocol = tuple.protocol;
        int dataOff = tuple.dataOff;
        if (protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6) {
            if (!icmp.error(state, dataOff, protocol)) {
                stats.inc(ConntrackStat.ICMP_ERROR);
                return NfVerdict.ACCEPT;
            }
            if (skb.nfct != null || skb.ctInfo == CtInfo.UNTRACKED) {
                return NfVerdict.ACCEPT;
            }
        }
        ConntrackVerdict verdict;
        do {
            verdict = resolve(state, dataOff, protocol);
        } while (verdict == ConntrackVerdict.REPEAT);
        return verdict == ConntrackVerdict.DROP ? NfVerdict.DROP : NfVerdict.ACCEPT;
    }

    private ConntrackVerdict resolve(NfHookState state, int dataOff, int protocol) {
        SkBuff skb = state.skb;
        if (!tuple.findPorts(skb)) {
            stats.inc(ConntrackStat.INVALID);
            return ConntrackVerdict.INVALID;
        }
        ConntrackTable.Node found = find(tuple, state.now);
        NfConn ct;
        int dir = 0;
        if (found == null) {
            NfTuple original = tuple.toTuple();
            NfTuple reply = original.inverted();
            if (reply == null) {
                stats.inc(ConntrackStat.INVALID);
                return ConntrackVerdict.INVALID;
            }
            ct = alloc(original, reply, state.now);
            if (ct == null) {
                stats.inc(ConntrackStat.DROP);
                return ConntrackVerdict.DROP;
            }
        } else {
            ct = found.conn;
            dir = found.reply ? 1 : 0;
        }
        ConntrackVerdict verdict = handle(ct, state, dataOff, protocol, dir);
        if (verdict == ConntrackVerdict.ACCEPT) {
            attach(skb, ct, dir);
            if (dir == 1) {
                ct.status |= NfConn.IPS_SEEN_REPLY;
            }
            if (ct.confirmed()) {
                changes.changed(ct);
            }
        } else if (verdict != ConntrackVerdict.REPEAT) {
            stats.inc(ConntrackStat.INVALID);
            if (verdict == ConntrackVerdict.DROP) {
                stats.inc(ConntrackStat.DROP);
            }
        }
        return verdict;
    }

    private static void attach(SkBuff skb, NfConn ct, int dir) {
        skb.nfct = ct;
        if (dir == 1) {
            skb.ctInfo = CtInfo.ESTABLISHED_REPLY;
        } else if (ct.has(NfConn.IPS_SEEN_REPLY)) {
            skb.ctInfo = CtInfo.ESTABLISHED;
        } else {
            skb.ctInfo = ct.has(NfConn.IPS_EXPECTED) ? CtInfo.RELATED : CtInfo.NEW;
        }
    }

    private ConntrackVerdict handle(NfConn ct, NfHookState state, int dataOff, int protocol, int dir) {
        switch (protocol) {
            case IpProtocol.TCP -> {
                NfConnTcp known = ct.tcp;
                return known == null ? ConntrackVerdict.INVALID : tcp.packet(ct, known, state, dataOff, dir);
            }
            case IpProtocol.UDP -> {
                return udp.packet(ct, state, dataOff, dir);
            }
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> {
                return icmp.packet(ct, state, dir);
            }
            case SkbTuple.UDPLITE -> {
                return udp.replied(ct, state, dir, ConntrackSysctl.UDP, ConntrackSysctl.UDP_STREAM);
            }
            case SkbTuple.GRE -> {
                return udp.replied(ct, state, dir, ConntrackSysctl.GRE, ConntrackSysctl.GRE_STREAM);
            }
            default -> {
                refresh(ct, dir, state.skb.len(), settings.nanos(ConntrackSysctl.GENERIC), state.now);
                return ConntrackVerdict.ACCEPT;
            }
        }
    }

    /** A new connection, or null if the table is full and nobody gives way (__nf_conntrack_alloc(), early_drop()). */
    private @Nullable NfConn alloc(NfTuple original, NfTuple reply, long now) {
        int max = settings.get(ConntrackSysctl.MAX);
        if (max != 0 && expiry.size() + 1 > max && !earlyDrop(table().bucket(tuple), now)) {
            return null;
        }
        NfConn ct = new NfConn(original, reply);
        ct.acct = settings.isOn(ConntrackSysctl.ACCT);
        return ct;
    }

    private boolean earlyDrop(int from, long now) {
        ConntrackTable chains = table();
        for (int i = 0; i < EVICTION_RANGE; i++) {
            int drops = 0;
            ConntrackTable.Node node = chains.chain((from + i) % chains.buckets());
            while (node != null) {
                NfConn ct = node.conn;
                node = node.next;
                if (ct.expired(now)) {
                    kill(ct);
                } else if (!ct.has(NfConn.IPS_ASSURED) && kill(ct)) {
                    drops++;
                }
            }
            if (drops > 0) {
                stats.add(ConntrackStat.EARLY_DROP, drops);
                return true;
            }
        }
        return false;
    }

    /** The direction of a connection that has this tuple; one whose time is over goes now. */
    ConntrackTable.@Nullable Node find(SkbTuple wanted, long now) {
        if (table == null) {
            return null;
        }
        ConntrackTable.Node node = table.find(wanted);
        while (node != null && node.conn.expired(now)) {
            kill(node.conn);
            node = table.find(wanted);
        }
        return node;
    }

    /** The connection with this tuple in either direction, null if there is none. */
    public @Nullable NfConn find(NfTuple wanted, long now) {
        ConntrackTable.Node node = find(new SkbTuple().set(wanted), now);
        return node == null ? null : node.conn;
    }

    /**
     * True if {@code wanted} belongs to another connection than {@code own}, one that does not begin with the same original
     * tuple (nf_conntrack_tuple_taken()).
     */
    public boolean tupleTaken(NfTuple wanted, NfConn own, long now) {
        ConntrackTable.Node node =
                table().find(wanted, ct -> ct == own || ct.expired(now) || ct.original.equals(own.original));
        if (node != null) {
            stats.inc(ConntrackStat.FOUND);
        }
        return node != null;
    }

    /** The packet has come through: its new connection enters the table (nf_confirm(), __nf_conntrack_confirm()). */
    public NfVerdict confirm(NfHookState state) {
        SkBuff skb = state.skb;
        if (!(skb.nfct instanceof NfConn ct) || ct.confirmed() || skb.ctInfo.reply()) {
            return NfVerdict.ACCEPT;
        }
        ConntrackTable entries = table();
        int longest = MIN_CHAINLEN + (int) ((random.getAsInt() & 0xffff_ffffL) * MAX_CHAINLEN >>> 32);
        if (ct.has(NfConn.IPS_DYING)) {
            stats.inc(ConntrackStat.INSERT_FAILED);
            return NfVerdict.DROP;
        }
        ConntrackTable.Node clash = entries.find(ct.original, NfConn::unusable);
        if (clash == null) {
            clash = entries.find(ct.reply, NfConn::unusable);
        }
        if (clash != null) {
            return resolveClash(skb, ct, clash, state.now);
        }
        if (entries.length(entries.bucket(ct.original)) > longest
                || entries.length(entries.bucket(ct.reply)) > longest) {
            stats.inc(ConntrackStat.CHAIN_TOO_LONG);
            stats.inc(ConntrackStat.INSERT_FAILED);
            return NfVerdict.DROP;
        }
        ct.timeoutNanos += state.now;
        insert(ct);
        return NfVerdict.ACCEPT;
    }

    private void insert(NfConn ct) {
        table().insert(ct);
        entered(ct);
    }

    private void entered(NfConn ct) {
        ct.serial = serial++;
        ct.status |= NfConn.IPS_CONFIRMED;
        expiry.add(ct);
        for (ConntrackListener listener : listeners) {
            listener.inserted(ct);
        }
        changes.changed(ct);
    }

    /** Two connections with one tuple: nf_ct_resolve_clash(), for protocols that lose nothing by it. */
    private NfVerdict resolveClash(SkBuff skb, NfConn loser, ConntrackTable.Node clash, long now) {
        boolean allowed = switch (loser.original.protocol()) {
            case IpProtocol.UDP, SkbTuple.UDPLITE, SkbTuple.GRE -> true;
            default -> false;
        };
        NfConn winner = clash.conn;
        boolean same = winner.original.equals(loser.original) && winner.reply.equals(loser.reply);
        if (allowed && (!winner.has(NfConn.IPS_NAT_DONE_MASK) || same)) {
            skb.nfct = winner;
            stats.inc(ConntrackStat.CLASH_RESOLVE);
            return NfVerdict.ACCEPT;
        }
        if (allowed && table().find(loser.reply, NfConn::unusable) == null) {
            loser.timeoutNanos = now + CLASH_NANOS;
            loser.status |= NfConn.IPS_FIXED_TIMEOUT | NfConn.IPS_NAT_CLASH;
            table().insertReply(loser);
            entered(loser);
            stats.inc(ConntrackStat.CLASH_RESOLVE);
            return NfVerdict.ACCEPT;
        }
        stats.inc(ConntrackStat.DROP);
        stats.inc(ConntrackStat.INSERT_FAILED);
        return NfVerdict.DROP;
    }

    /** The packet belongs to the connection: the time it has left begins again, and it is counted. */
    void refresh(NfConn ct, int dir, int bytes, long nanos, long now) {
        if (!ct.has(NfConn.IPS_FIXED_TIMEOUT)) {
            timeout(ct, ct.confirmed() ? now + nanos : nanos);
        }
        account(ct, dir, bytes);
    }

    /** Sets when the connection is forgotten. */
    void timeout(NfConn ct, long timeoutNanos) {
        ct.timeoutNanos = timeoutNanos;
        expiry.moved(ct);
    }

    /** Counts a packet (nf_ct_acct_update()). */
    void account(NfConn ct, int dir, int bytes) {
        if (ct.acct) {
            ct.packets[dir]++;
            ct.bytes[dir] += bytes;
        }
    }

    /** Takes a connection out of the table (nf_ct_delete()); false if it is not in it. */
    public boolean kill(NfConn ct) {
        if (ct.has(NfConn.IPS_DYING)) {
            return false;
        }
        ct.status |= NfConn.IPS_DYING;
        if (ct.heapIndex < 0) {
            return false;
        }
        table().remove(ct);
        expiry.remove(ct);
        for (ConntrackListener listener : listeners) {
            listener.removed(ct);
        }
        changes.changed(ct);
        return true;
    }

    /** As {@link #kill}, the packet counted (nf_ct_kill_acct()). */
    public void killAcct(NfConn ct, CtInfo info, SkBuff skb) {
        account(ct, info.reply() ? 1 : 0, skb.len());
        kill(ct);
    }

    /** The packet is not to be tracked, unless it is already (statement notrack, target CT --notrack). */
    public static void notrack(SkBuff skb) {
        if (skb.nfct == null) {
            skb.ctInfo = CtInfo.UNTRACKED;
        }
    }

    /** An answer that a rule makes to a packet belongs to that packet's connection (nf_conntrack_attach()). */
    public static void attach(SkBuff answer, SkBuff to) {
        if (to.nfct != null) {
            answer.nfct = to.nfct;
            answer.ctInfo = to.ctInfo.reply() ? CtInfo.RELATED : CtInfo.RELATED_REPLY;
        }
    }

    /** Whom to tell of connections that enter and leave the table. */
    public void addListener(ConntrackListener listener) {
        listeners.add(listener);
    }

    /** The counters of /proc/net/stat/nf_conntrack. */
    public Counters<ConntrackStat> stats() {
        return stats;
    }

    /** Connections in the table. */
    public int count() {
        return expiry.size();
    }

    /** The connections in the order they came; the kernel's order is that of its hash, which is a random one. */
    public List<NfConn> list(long now) {
        List<NfConn> all = expiry.all();
        all.removeIf(ct -> ct.expired(now) || ct.has(NfConn.IPS_NAT_CLASH));
        return all;
    }

    /** When {@link #onTimeout} wants to be called, or Long.MAX_VALUE. */
    public long nextTimeoutNanos() {
        return expiry.nextNanos();
    }

    /** Forgets connections whose time is over. */
    public void onTimeout(long now) {
        for (NfConn ct = expiry.expired(now); ct != null; ct = expiry.expired(now)) {
            kill(ct);
        }
    }

    /** From now on remembers what changes until {@link #writeChanges} takes it. */
    public void recordChanges() {
        changes.record();
    }

    /** Hands over every connection that is new, changed or gone since the last call, each once. */
    public void writeChanges(StateWriter writer) {
        changes.write(writer);
    }

    /**
     * Takes over a connection that {@link #writeChanges} wrote, in this life or an earlier one; replaces what it knows of it.
     *
     * @param value what was put, or null if the key was deleted
     * @throws MalformedRecordException if key or value are none of ours
     */
    public void restore(byte[] key, byte @Nullable [] value, long now) {
        NfTuple original = NfConnRecord.key(key);
        NfConn known = find(original, now);
        if (known != null && known.original.equals(original)) {
            kill(known);
            changes.forget(known);
        }
        if (value == null) {
            return;
        }
        NfConn ct = NfConnRecord.decode(original, value);
        boolean free = !ct.expired(now) && find(ct.original, now) == null && find(ct.reply, now) == null;
        if (free) {
            insert(ct);
            changes.forget(ct);
        }
    }
}
