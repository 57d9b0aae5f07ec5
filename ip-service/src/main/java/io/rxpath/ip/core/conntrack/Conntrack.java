package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookFn;
import io.rxpath.ip.core.netfilter.NfHookOps;
import io.rxpath.ip.core.netfilter.NfHooks;
import io.rxpath.ip.core.netfilter.NfPriority;
import io.rxpath.skb.Counters;
import io.rxpath.skb.CtInfo;
import io.rxpath.skb.MalformedRecordException;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Connection tracking (kernel net/netfilter/nf_conntrack_core.c: the table, who may enter it and when one leaves it
 * again; {@link ConntrackIn} and {@link ConntrackConfirm} are its hooks).
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

    private ConntrackSettings settings;
    private final NfHooks hooks;
    private final IntSupplier random;
    private final Counters<ConntrackStat> stats = new Counters<>(ConntrackStat.class);
    private final ConntrackExpiry expiry = new ConntrackExpiry();
    private final ConntrackIn in;
    private final ConntrackConfirm confirm = new ConntrackConfirm(this);
    private final boolean[] tracked = new boolean[NfFamily.values().length];
    private boolean accounts;
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
        this.in = new ConntrackIn(this, defrag);
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

    ConntrackTable table() {
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
        register(family, NfHook.PRE_ROUTING, NfPriority.CONNTRACK_DEFRAG, in::defrag);
        register(family, NfHook.LOCAL_OUT, NfPriority.CONNTRACK_DEFRAG, in::defrag);
        register(family, NfHook.PRE_ROUTING, NfPriority.CONNTRACK, in::in);
        register(family, NfHook.LOCAL_OUT, NfPriority.CONNTRACK, in::local);
        register(family, NfHook.LOCAL_IN, NfPriority.CONNTRACK_CONFIRM, confirm::confirm);
        register(family, NfHook.POST_ROUTING, NfPriority.CONNTRACK_CONFIRM, confirm::confirm);
    }

    private void register(NfFamily family, NfHook hook, int priority, NfHookFn fn) {
        hooks.register(new NfHookOps(family, hook, priority, fn));
    }

    /** Packets and bytes are counted from now on, whatever the setting says: a rule looks at them (kernel nf_ct_set_acct()). */
    public void account() {
        accounts = true;
    }

    /** True if {@link #track} was called for the family. */
    public boolean tracks(NfFamily family) {
        return tracked[family.ordinal()];
    }

    /** A new connection, or null if the table is full and nobody gives way (__nf_conntrack_alloc(), early_drop()). */
    @Nullable
    NfConn alloc(SkbTuple tuple, NfTuple original, NfTuple reply, long now) {
        int max = settings.get(ConntrackSysctl.MAX);
        if (max != 0 && expiry.size() + 1 > max && !earlyDrop(table().bucket(tuple), now)) {
            return null;
        }
        NfConn ct = new NfConn(original, reply);
        ct.acct = accounts || settings.isOn(ConntrackSysctl.ACCT);
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

    void insert(NfConn ct) {
        table().insert(ct);
        entered(ct);
    }

    void entered(NfConn ct) {
        ct.serial = serial++;
        ct.status |= NfConn.IPS_CONFIRMED;
        expiry.add(ct);
        for (ConntrackListener listener : listeners) {
            listener.inserted(ct);
        }
        changes.changed(ct);
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

    /** A rule has reset the connection of {@code skb} (kernel nf_conntrack_tcp_set_closing()). */
    public void setClosing(SkBuff skb, long now) {
        if (skb.nfct instanceof NfConn ct && ct.tcp != null && ct.confirmed() && ct.tcp.state != TcpConntrack.CLOSE) {
            ct.tcp.state = TcpConntrack.CLOSE;
            if (!ct.has(NfConn.IPS_FIXED_TIMEOUT)) {
                timeout(ct, now + settings.nanos(ConntrackSysctl.TCP_CLOSE));
            }
            changed(ct);
        }
    }

    /** Whom to tell of connections that enter and leave the table. */
    public void addListener(ConntrackListener listener) {
        listeners.add(listener);
    }

    int random() {
        return random.getAsInt();
    }

    void changed(NfConn ct) {
        changes.changed(ct);
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
