package io.rxpath.tcp.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.StateWriter;
import io.rxpath.skb.TcpMib;
import io.rxpath.tcp.core.input.TcpCheckReq;
import io.rxpath.tcp.core.input.TcpTimewait;
import io.rxpath.tcp.core.input.TcpV4Rcv;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TimewaitSock;
import io.rxpath.tcp.core.state.TcpStateStore;
import io.rxpath.tcp.core.timer.TcpTimers;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The facade of TCP: segments and socket calls in, segments and socket events out. One thread at a time.
 *
 * <p>All times are epoch nanoseconds and must not go back. The wire segments of every call are accounted for in the
 * {@link #ledger} when it returns.
 *
 * <p>Kernel: the entry points of net/ipv4/tcp_ipv4.c, tcp.c and tcp_timer.c.
 */
public final class TcpStack {
    private final TcpNet net;
    private final TcpV4Rcv tcpV4Rcv = new TcpV4Rcv();
    private final TcpStateStore store;

    /** A stack without connections. */
    public TcpStack(TcpSettings settings, TcpOutput out) {
        net = new TcpNet(settings, out);
        store = new TcpStateStore(net);
    }

    /** One packet from ip_local_deliver: data at the TCP header, network header offset at the IP header. */
    public void receive(SkBuff skb, long now) {
        net.now = now;
        tcpV4Rcv.rcv(net, skb);
    }

    /** One system call of a socket. Calls for a socket that is gone are ignored and counted. */
    public void command(SockCommand command, long now) {
        net.now = now;
        ListenSock listener = TcpListen.find(net, command.cookie());
        if (command.kind() == SockCommand.Kind.LISTEN) {
            TcpListen.listen(net, command);
        } else if (listener != null) {
            TcpSyscalls.call(net, listener, command);
        } else if (command.kind() == SockCommand.Kind.CONNECT) {
            TcpSyscalls.connect(net, command);
        } else {
            TcpSock tp = net.hash.lookupCookie(command.flow(), command.cookie());
            if (tp == null) {
                TcpSyscalls.callGone(net, command);
                return;
            }
            TcpSyscalls.call(net, tp, command);
            if (!tp.destroyed) {
                net.settle(tp);
            }
        }
    }

    /**
     * TCP_INFO and SO_MEMINFO of a socket by the kernel's names (tcpi_state, SK_MEMINFO_RCVBUF ...), also when the
     * connection is over and its socket is not closed; empty if there is no such socket. {@code now}: epoch nanoseconds.
     */
    public Map<String, Long> info(long cookie, FlowKey flow, long now) {
        net.now = Math.max(net.now, now);
        TcpSock tp = net.hash.lookupCookie(flow, cookie);
        if (tp != null) {
            return TcpGetInfo.info(net, tp);
        }
        TcpSock over = net.gone.get(cookie);
        if (over != null) {
            return TcpGetInfo.info(net, over);
        }
        ListenSock listener = TcpListen.find(net, cookie);
        return listener == null ? Map.of() : TcpGetInfo.listener(net, listener);
    }

    /** The last state of a connection that is over and whose socket is not closed; null if there is none. */
    public @Nullable TcpSockInfo over(long cookie) {
        TcpSock tp = net.gone.get(cookie);
        return tp == null ? null : TcpDiag.full(net, tp);
    }

    /** When {@link #onTimeout} wants to be called, epoch nanoseconds; Long.MAX_VALUE for never. */
    public long nextTimeoutNanos() {
        return net.timers.next();
    }

    /** Fires the timers that are due. */
    public void onTimeout(long now) {
        net.now = now;
        SockCommon sk = net.timers.first();
        while (sk != null && sk.timerAt <= now) {
            if (sk instanceof TcpSock tp) {
                TcpTimers.fire(net, tp);
                if (!tp.destroyed) {
                    net.settle(tp);
                }
            } else if (sk instanceof RequestSock req) {
                TcpCheckReq.timer(net, req);
            } else {
                TcpTimewait.kill(net, (TimewaitSock) sk);
            }
            sk = net.timers.first();
        }
    }

    /**
     * Changes the settings from now on (sysctl -w). Listeners and the secret stay as they were.
     */
    public void settings(TcpSettings settings) {
        long pause = settings.sender().fastopenBlackholeTimeout();
        if (pause != net.settings.sender().fastopenBlackholeTimeout()) {
            // proc_tfo_blackhole_detect_timeout()
            net.tfoActiveDisableTimes = 0;
        }
        net.settings = settings;
    }

    /** What came in and where it went, in wire segments. */
    public Ledger ledger() {
        return net.ledger;
    }

    /** Wire segments in out-of-order queues. */
    public long heldSegments() {
        return net.held;
    }

    /** Counters of /proc/net/snmp Tcp. */
    public Counters<TcpMib> tcp() {
        return net.tcp;
    }

    /** Counters of /proc/net/netstat TcpExt. */
    public Counters<LinuxMib> linux() {
        return net.linux;
    }

    /** Of the lines Icmp of /proc/net/snmp and Icmp6 of /proc/net/snmp6 what TCP counts, by name: InErrors. */
    public Map<String, Long> icmp() {
        Map<String, Long> both = new TreeMap<>(net.icmp.nonZero());
        both.putAll(net.icmp6.nonZero());
        return both;
    }

    /** Line TCP of /proc/net/sockstat by its words: inuse, orphan, tw, alloc, mem. */
    public Map<String, Long> sockstat() {
        return TcpDiag.sockstat(net);
    }

    /** Pages granted to all sockets, those too that mem of {@link #sockstat} does not show yet. */
    public long memoryPages() {
        return net.memory.pages();
    }

    /** Memory of all sockets is short (tcp_memory_pressure). */
    public boolean underMemoryPressure() {
        return net.memory.underPressure();
    }

    /** Commands that came for sockets that were gone. */
    public long unknownCommands() {
        return net.unknownCommands;
    }

    /** All sockets as they are now: listeners first, then connections by cookie. */
    public Collection<TcpSockInfo> sockets() {
        return TcpDiag.sockets(net);
    }

    /** The sysctl net.ipv4.tcp_fastopen. */
    public int fastopen() {
        return net.settings.receiver().fastopen();
    }

    /** Number of a network device by name, 0 if the host has none of that name. */
    public int ifindex(String device) {
        return net.ifindex(device);
    }

    /** All sockets as sock_diag tells ss(8) of them, in the order of {@link #sockets}. {@code now}: epoch nanoseconds. */
    public List<TcpDiagMsg> diag(long now) {
        net.now = Math.max(net.now, now);
        return TcpDiag.dump(net);
    }

    /** Writes the parts that changed since the last call. */
    public void saveDirty(StateWriter writer) {
        store.saveDirty(writer);
    }

    /** Takes one stored part; {@link #loaded} follows the last. */
    public void load(byte[] key, byte[] value) {
        store.load(key, value);
    }

    /** All parts are there: links them and arms the timers. Timers that ran out meanwhile are due at once. */
    public void loaded(long now) {
        net.now = now;
        store.loaded();
    }
}
