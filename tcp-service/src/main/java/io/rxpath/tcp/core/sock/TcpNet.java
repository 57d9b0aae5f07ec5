package io.rxpath.tcp.core.sock;

import io.rxpath.skb.AccEcnOption;
import io.rxpath.skb.Counters;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.Icmp6Mib;
import io.rxpath.skb.IcmpMib;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.TcpMib;
import io.rxpath.tcp.core.TcpOutput;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.demux.InetHashtables;
import io.rxpath.tcp.core.queue.SkMem;
import io.rxpath.tcp.core.timer.TimerHeap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What all functions of the stack share: settings, tables, counters, the sink and the time of the call at hand.
 *
 * <p>Kernel: include/net/netns/ipv4.h struct netns_ipv4.
 */
public final class TcpNet {
    private static final String V4 = "tcp_v4_";
    private static final String V6 = "tcp_v6_";

    /** One jiffy of a kernel with HZ=250; bounds such as the delayed ACK's are one less than another. */
    public static final long JIFFY = 4_000_000;

    /** May be replaced while the stack runs (sysctl -w); the listeners stay. */
    public TcpSettings settings;

    public final TcpOutput out;
    public final Counters<TcpMib> tcp = new Counters<>(TcpMib.class);
    public final Counters<LinuxMib> linux = new Counters<>(LinuxMib.class);
    /** Of ICMP what TCP counts: errors about connections that are not there (InErrors), of each family. */
    public final Counters<IcmpMib> icmp = new Counters<>(IcmpMib.class);

    public final Counters<Icmp6Mib> icmp6 = new Counters<>(Icmp6Mib.class);
    public final Ledger ledger = new Ledger(Layer.TCP);
    public final InetHashtables hash;
    public final TimerHeap timers = new TimerHeap();
    public final SecureSeq secureSeq;
    /** The segment at hand. */
    public final TcpSkbCb cb = new TcpSkbCb();
    /** The acknowledgment at hand. */
    public final AckSample ack = new AckSample();
    /** SACK blocks of the segment being built. */
    public final int[] sackStart = new int[4];

    public final int[] sackEnd = new int[4];
    /** Its option of accurate ECN. */
    public final AccEcnOption accEcn = new AccEcnOption();

    /** Time of the call at hand, epoch ns. */
    public long now;
    /** Cookies and ids given away so far. */
    public long lastId;
    /** What is sent now is the rest of a super-packet. */
    public boolean gsoPart;
    /** Wire segments in out-of-order queues. */
    public long held;
    /** Commands for sockets that do not exist. */
    public long unknownCommands;
    /** Second of the challenge ACK limit and what is left of it. */
    public long challengeSecond;

    public int challengeCount;

    /** Connections that are over and whose sockets are still open, by cookie: their last state can be asked for. */
    public final Map<Long, TcpSock> gone = new HashMap<>();

    /** What all sockets have together. */
    public final ProtoMem memory = new ProtoMem(this);

    /** What was learnt of the paths to peers. */
    public final PathMtus paths = new PathMtus();

    /** What was learnt of Fast Open with peers. */
    public final TcpMetrics metrics = new TcpMetrics();
    /** How often in a row fast connections were seen to be swallowed, and when last, epoch ns (tfo_active_disable_times). */
    public int tfoActiveDisableTimes;

    public long tfoActiveDisableStamp;

    /** Sockets whose stored form is behind. */
    public final List<SockCommon> dirty = new ArrayList<>();

    /** Keys of stored parts to forget. */
    public final List<byte[]> deletedKeys = new ArrayList<>();

    /** An empty stack. */
    public TcpNet(TcpSettings settings, TcpOutput out) {
        this.settings = settings;
        this.out = out;
        hash = new InetHashtables(settings);
        secureSeq = new SecureSeq(settings.secret());
        memory.socket(settings.listeners().size());
    }

    /** A segment is lost here: counts it and says so; places of tcp_ipv4.c are those of tcp_ipv6.c for IPv6. */
    public void drop(SkBuff skb, SkbDropReason reason, String place) {
        ledger.dropped(reason.name(), skb.segments());
        boolean v6 = skb.protocol == EthernetHeader.TYPE_IPV6 && place.startsWith(V4);
        String where = v6 ? V6 + place.substring(V4.length()) : place;
        out.drop(DropEvent.of(Layer.TCP, skb, reason.name(), where, now));
    }

    /** A segment has done its work. */
    public void consume(SkBuff skb, String why) {
        ledger.consumed(why, skb.segments());
    }

    /** Tells the socket of a connection something. */
    public void notify(TcpSock tp, SockEvent.Kind kind, long value) {
        out.notify(new SockEvent(kind, tp.skbHash, tp.cookie(), tp.flow, value, null));
    }

    /** dst_mtu(): bytes of the largest packet to the peer of a flow. */
    public int pathMtu(FlowKey flow) {
        int mtu = settings.options().mtu();
        return paths.isEmpty() ? mtu : paths.mtu(flow.remote(), mtu, now);
    }

    /** Number of a network device by name, 0 if the host has none of that name. */
    public int ifindex(String device) {
        return settings.devices().getOrDefault(device, 0);
    }

    /** A new id, never used before in this stack. */
    public long newId() {
        return ++lastId;
    }

    /** tcp_time_stamp_ms(): our timestamp clock without the peer's offset. */
    public int tsNow() {
        return (int) (now / 1_000_000);
    }

    /** Microseconds since {@code then}. */
    public int sinceMicros(long then) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, (now - then) / 1000));
    }

    /** The socket may have changed: its timer is set anew and it will be stored. */
    public void settle(SockCommon sk) {
        if (sk instanceof TcpSock tp) {
            SkMem.chargeWriteQueue(this, tp);
        }
        if (sk.hashed) {
            timers.update(sk);
        }
        if (!sk.dirty) {
            sk.dirty = true;
            dirty.add(sk);
        }
    }

    /** Takes a socket out of all tables. */
    public void unhash(SockCommon sk) {
        hash.remove(sk);
        timers.remove(sk);
        if (!sk.dirty) {
            sk.dirty = true;
            dirty.add(sk);
        }
    }

    /** __tcp_oow_rate_limited(): true if an answer to a bad segment would come too soon after {@code last}. */
    public boolean oowRateLimited(long last, LinuxMib skipped) {
        if (last != 0 && now - last >= 0 && now - last < settings.times().invalidRatelimit()) {
            linux.inc(skipped);
            return true;
        }
        return false;
    }
}
