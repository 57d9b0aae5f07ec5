package io.rxpath.tcp.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.StateWriter;
import io.rxpath.skb.TcpMib;
import java.util.Collection;
import java.util.List;

/** The facade of TCP: segments and socket calls in, segments and socket events out. One thread at a time. */
public final class TcpStack {
    private final Ledger ledger = new Ledger(Layer.TCP);
    private final Counters<TcpMib> tcp = new Counters<>(TcpMib.class);
    private final Counters<LinuxMib> linux = new Counters<>(LinuxMib.class);

    /** A stack without connections. */
    public TcpStack(TcpSettings settings, TcpOutput out) {}

    /** One packet from ip_local_deliver: data at the TCP header (tcp_v4_rcv). */
    public void receive(SkBuff skb, long now) {}

    /** One system call of a socket. */
    public void command(SockCommand command, long now) {}

    /** When {@link #onTimeout} wants to be called, epoch nanoseconds; Long.MAX_VALUE for never. */
    public long nextTimeoutNanos() {
        return Long.MAX_VALUE;
    }

    /** Fires the timers that are due. */
    public void onTimeout(long now) {}

    /** What came in and where it went, in wire segments. */
    public Ledger ledger() {
        return ledger;
    }

    /** Wire segments in out-of-order queues. */
    public long heldSegments() {
        return 0;
    }

    /** Counters of /proc/net/snmp Tcp. */
    public Counters<TcpMib> tcp() {
        return tcp;
    }

    /** Counters of /proc/net/netstat TcpExt. */
    public Counters<LinuxMib> linux() {
        return linux;
    }

    /** All sockets as they are now. */
    public Collection<TcpSockInfo> sockets() {
        return List.of();
    }

    /** Writes the parts that changed since the last call. */
    public void saveDirty(StateWriter writer) {}

    /** Takes one stored part; {@link #loaded} follows the last. */
    public void load(byte[] key, byte[] value) {}

    /** All parts are there: links them and arms the timers. */
    public void loaded(long now) {}
}
