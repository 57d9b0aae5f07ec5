package io.rxpath.socket.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.StateWriter;
import io.rxpath.skb.UdpBind;
import io.rxpath.skb.UdpMib;
import io.rxpath.socket.core.app.Application;
import io.rxpath.socket.core.app.Datagram;
import io.rxpath.socket.core.app.Discard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The socket layer: receive queues and the applications that read them (kernel net/ipv4/tcp.c, net/core/sock.c).
 *
 * <p>The caller passes every event of a batch to {@link #receive} and then calls {@link #run} once: applications run
 * after the batch, as processes run after a softirq. So an application that was woken ten times reads once, and TCP
 * hears of it once. Single-threaded.
 */
public final class SocketStack {
    private final SocketSettings settings;
    private final Function<App, @Nullable Application> programs;
    private final SocketOutput out;
    private final SocketBooks books;
    private final TcpQueueRcv queueRcv;
    private final WakeQueue wakeQueue = new WakeQueue();
    private final CurrentTask currentTask;
    private final SockTable socks = new SockTable();
    private final ClosedSocks closed = new ClosedSocks();
    private final UdpSockets udp;
    private final PingSockets ping;
    private final SocketState state;
    private final EphemeralPorts ports = new EphemeralPorts();
    private final List<ProcessSockets> processes = new ArrayList<>();

    /** Sockets with these applications. */
    public SocketStack(SocketSettings settings, SocketOutput out) {
        this(settings, Programs::start, out);
    }

    /**
     * Sockets whose programs come from elsewhere: {@code programs} is asked for one at each accept(), whatever the
     * application's kind; null means that nobody calls accept(). Such programs are not found again after {@link #load}.
     */
    public SocketStack(SocketSettings settings, Function<App, @Nullable Application> programs, SocketOutput out) {
        this.settings = settings;
        this.programs = programs;
        this.out = out;
        this.books = new SocketBooks(out);
        this.queueRcv = new TcpQueueRcv(books);
        this.currentTask = new CurrentTask(books, wakeQueue);
        this.ping = new PingSockets(books);
        this.udp = new UdpSockets(settings.udp(), settings.udpSysctl(), books);
        this.state = new SocketState(books, socks, closed, new UdpState(udp), ping);
    }

    /**
     * Takes one event of TCP; the application sees it in {@link #run}. An event for a socket nobody knows is counted and
     * has no effect.
     *
     * @param now epoch nanoseconds
     */
    public void receive(SockEvent event, long now) {
        SkBuff skb = event.skb();
        switch (event.kind()) {
            case DATAGRAM -> {
                if (skb == null) {
                    throw new IllegalArgumentException("DATAGRAM for socket " + event.cookie() + " without an skb");
                }
                if (SockCookie.isPing(event.cookie())) {
                    ping.rcv(event, skb, now);
                } else {
                    udp.datagram(event, skb, now);
                }
            }
            case ICMP_ERROR -> {
                if (SockCookie.isPing(event.cookie())) {
                    ping.err(event, now);
                } else {
                    udp.icmpError(event, now);
                }
            }
            case PING -> ping.start(event, now);
            default -> receiveTcp(event, now);
        }
    }

    private void receiveTcp(SockEvent event, long now) {
        for (ProcessSockets process : processes) {
            if (process.receive(event, now)) {
                return;
            }
        }
        Sock sk = socks.get(event.cookie());
        if (event.kind() == SockEvent.Kind.NEW) {
            open(sk, event, now);
        } else if (sk == null) {
            unknown(event, now);
        } else {
            state.touch(sk);
            switch (event.kind()) {
                case DATA -> data(sk, event, now);
                case FIN -> fin(sk, event.value(), now);
                case URGENT -> urgent(sk, event.value(), now);
                case ERROR -> error(sk, (int) event.value(), now);
                case WRITE_SPACE -> writeSpace(sk, event.value(), now);
                case CLOSED -> forgotten(sk, now);
                case CONNECTED, TX_NOTE, WROTE, DEFERRED -> books.count(SocketStat.EVENT_REPEAT, 1);
                case NEW, DATAGRAM, ICMP_ERROR, PING ->
                    throw new IllegalStateException(event.kind() + " has been handled");
            }
        }
    }

    /** A connection has entered the accept queue (inet_csk_reqsk_queue_add). */
    private void open(@Nullable Sock known, SockEvent event, long now) {
        if (known != null || closed.contains(event.cookie())) {
            books.count(SocketStat.EVENT_REPEAT, 1);
            return;
        }
        App app = settings.app((int) event.value());
        if (app == null) {
            // TCP listens where nobody does: the settings differ. A reset is what the peer of a closed port sees.
            books.count(SocketStat.NO_APPLICATION, 1);
            out.command(SockCommand.of(SockCommand.Kind.ABORT, event.hash(), event.cookie(), event.flow(), 0));
            return;
        }
        Application program = programs.apply(app);
        Sock sk = new Sock(event.cookie(), event.hash(), event.flow(), app, program == null ? NOBODY : program);
        sk.waits = program == null;
        socks.add(sk);
        state.touch(sk);
        wakeQueue.wake(sk, now);
    }

    private void unknown(SockEvent event, long now) {
        boolean late = closed.contains(event.cookie());
        if (!late) {
            books.count(SocketStat.UNKNOWN_COOKIE, 1);
        }
        SkBuff skb = event.skb();
        if (event.kind() == SockEvent.Kind.DATA && skb != null) {
            SkbDropReason reason = late ? SkbDropReason.SOCKET_CLOSE : SkbDropReason.NO_SOCKET;
            books.arrived(skb);
            books.refused(skb, reason.name(), "tcp_queue_rcv", now);
        }
    }

    private void data(Sock sk, SockEvent event, long now) {
        SkBuff skb = event.skb();
        if (skb == null) {
            throw new IllegalArgumentException("DATA for socket " + sk.cookie + " without an skb");
        }
        if (queueRcv.queue(sk, skb, event.value(), now)) {
            wakeQueue.wake(sk, now);
        } else {
            broken(sk, now);
        }
    }

    /**
     * An urgent byte (tcp_check_urg). If the one before it is the next to be read it is passed now; elsewhere it becomes
     * a byte as any other.
     */
    private void urgent(Sock sk, long offset, long now) {
        if (offset < sk.copiedSeq || offset <= sk.urgSeq) {
            books.count(SocketStat.EVENT_REPEAT, 1);
            return;
        }
        if (sk.atUrgent()) {
            currentTask.skipUrgent(sk, now);
        }
        sk.urgSeq = offset;
        sk.urgRead = false;
    }

    /** The peer's FIN (tcp_fin). */
    private void fin(Sock sk, long length, long now) {
        if (sk.finSeq == length || sk.dead) {
            books.count(SocketStat.EVENT_REPEAT, 1);
        } else if (sk.finSeq != Sock.NO_FIN || length != sk.rcvNxt) {
            books.count(SocketStat.STREAM_GAP, 1);
            broken(sk, now);
        } else {
            sk.finSeq = length;
            wakeQueue.wake(sk, now);
        }
    }

    /** The connection is gone (sk_error_report). What is queued can still be read (tcp_reset leaves it). */
    private void error(Sock sk, int errno, long now) {
        if (sk.dead) {
            books.count(SocketStat.EVENT_REPEAT, 1);
            return;
        }
        sk.dead = true;
        sk.err = errno;
        books.count(SocketStat.RESETS, 1);
        wakeQueue.wake(sk, now);
    }

    /**
     * The stream has a hole, which no application may read across: both ends get an error. A stalled stream would be as
     * right but nobody would see it.
     */
    private void broken(Sock sk, long now) {
        if (!sk.dead) {
            out.command(SockCommand.of(SockCommand.Kind.ABORT, sk.hash, sk.cookie, sk.flow, 0));
            sk.aborted = true;
            error(sk, EIO, now);
        }
    }

    private static final int EIO = 5;

    /** In place of a program, for a connection that nobody accepts. */
    private static final Application NOBODY = new Discard();

    /** sk_stream_write_space: wakes only whoever waits for room. */
    private void writeSpace(Sock sk, long limit, long now) {
        sk.writeLimit = Math.max(sk.writeLimit, limit);
        if (sk.noSpace && sk.writeLimit > sk.written) {
            sk.noSpace = false;
            sk.writeSpace = true;
            wakeQueue.wake(sk, now);
        }
    }

    /** TCP has done with it (tcp_done). An application that still has it open reads what is there, and then the end. */
    private void forgotten(Sock sk, long now) {
        sk.dead = true;
        if (sk.finSeq == Sock.NO_FIN) {
            sk.finSeq = sk.rcvNxt;
        }
        wakeQueue.wake(sk, now);
    }

    /**
     * Wakes the program of a socket as if the time it wanted to sleep until had come; it runs in {@link #run}. Nothing
     * happens if there is no such socket. {@code now}: epoch nanoseconds.
     */
    public void wake(long cookie, long now) {
        Sock sk = socks.get(cookie);
        if (sk != null) {
            sk.timerDue = true;
            wakeQueue.wake(sk, now);
        }
    }

    /** Lets every application run that was woken since the last call. {@code now}: epoch nanoseconds. */
    public void run(long now) {
        for (Sock sk = wakeQueue.next(); sk != null; sk = wakeQueue.next()) {
            state.touch(sk);
            if (currentTask.run(sk, now)) {
                socks.remove(sk);
                closed.add(sk.show(sk.err != 0 ? "reset" : "closed"));
            }
        }
        udp.run(now);
        for (ProcessSockets process : processes) {
            process.run(now);
        }
    }

    /** Sockets of a process from now on; they are no part of what {@link #saveDirty} writes. */
    public void add(ProcessSockets process) {
        processes.add(process);
    }

    /** Ports for the sockets of processes. */
    public EphemeralPorts ports() {
        return ports;
    }

    /** Where every skb of the layer is accounted for. */
    public SocketBooks books() {
        return books;
    }

    /**
     * When {@link #onTimeout} wants to be called, epoch nanoseconds; Long.MAX_VALUE for never. In the past while
     * {@link #run} is due.
     */
    public long nextTimeoutNanos() {
        long next = Math.min(wakeQueue.nextTimeout(), Math.min(udp.nextTimeout(), ping.nextTimeout()));
        for (ProcessSockets process : processes) {
            next = Math.min(next, process.nextTimeoutNanos());
        }
        return next;
    }

    /** Runs the applications whose sleep is over, and those that are woken. {@code now}: epoch nanoseconds. */
    public void onTimeout(long now) {
        wakeQueue.expire(now);
        udp.onTimeout(now);
        ping.onTimeout(now);
        for (ProcessSockets process : processes) {
            process.onTimeout(now);
        }
        run(now);
    }

    /** The layer's side of the conservation law. */
    public Ledger ledger() {
        return books.ledger;
    }

    /** Segments in the receive queues. */
    public long heldSegments() {
        return books.held();
    }

    /** The layer's counters. */
    public Counters<SocketStat> stats() {
        return books.stats;
    }

    /** The part of line Udp of /proc/net/snmp that sockets count: what was read, sent, or did not fit. */
    public Counters<UdpMib> udp() {
        return books.udp;
    }

    /** The same for IPv6, in /proc/net/snmp6. */
    public Counters<UdpMib> udp6() {
        return books.udp6;
    }

    /** The UDP sockets in the order of the settings; a new list. */
    public List<UdpSockView> udpSockets() {
        return udp.show();
    }

    /** The last ping sockets, oldest first; a new list. */
    public List<PingView> pings() {
        return ping.show();
    }

    /**
     * recvmsg() on a UDP socket from outside, for a socket whose application does not read by itself: the next datagram, or
     * one whose result is a negative errno.
     *
     * @param max bytes to copy at most
     * @param flags of {@link io.rxpath.socket.core.app.DatagramCalls}
     * @throws IllegalArgumentException if there is no such socket
     */
    public Datagram udpRecv(UdpBind bind, int max, int flags, long now) {
        return udp.recv(bind, max, flags, now);
    }

    /** Every open connection by cookie, then the last 1024 closed ones, oldest first; a new list. */
    public Collection<AppConnection> connections() {
        List<AppConnection> all = new ArrayList<>();
        for (Sock sk : socks.sorted()) {
            all.add(sk.show(sk.state()));
        }
        closed.addTo(all);
        return all;
    }

    /** Writes what changed since the last call: a part per socket and queued skb, the ledger, the closed connections. */
    public void saveDirty(StateWriter writer) {
        state.saveDirty(writer);
    }

    /**
     * Takes one saved part, in any order; {@link #loaded} follows the last.
     *
     * @throws IllegalStateException naming the part, if it is not what {@link #saveDirty} wrote
     */
    public void load(byte[] key, byte[] value) {
        state.load(key, value);
    }

    /**
     * All parts are there: goes on as at the last save. Every application is woken, since what woke it before is not
     * saved; one that has nothing to do does nothing.
     *
     * @throws IllegalStateException if the parts do not fit together
     */
    public void loaded(long now) {
        Collection<Sock> all = state.loaded();
        udp.loaded(now);
        for (Sock sk : all) {
            long timerAt = sk.timerAt;
            sk.timerAt = Long.MAX_VALUE;
            wakeQueue.sleepUntil(sk, timerAt);
            sk.writeSpace = sk.writeLimit > sk.written;
            wakeQueue.wake(sk, now);
        }
    }
}
