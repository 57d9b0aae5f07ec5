package io.rxpath.lab.inline;

import io.rxpath.ip.core.IpStack;
import io.rxpath.lab.peer.Cable;
import io.rxpath.lab.peer.TimedFrame;
import io.rxpath.lab.qdisc.DeviceQueue;
import io.rxpath.nic.core.Nic;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.WireFrame;
import io.rxpath.socket.core.App;
import io.rxpath.socket.core.SocketStack;
import io.rxpath.socket.core.app.Application;
import io.rxpath.socket.core.syscall.Syscalls;
import io.rxpath.softirq.core.Softirq;
import io.rxpath.tcp.core.TcpStack;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One host: the five cores in one thread with virtual time. Between two layers is a queue, as in the pipeline, and the
 * queues are drained in a fixed order, so the same input gives the same output. After every call nothing is left to do at
 * that moment of virtual time.
 *
 * <p>TCP and the socket layer can be killed at any such moment and come back from what they have saved, as their services
 * do: state, output and the place in the input are one transaction there.
 */
public final class InlineStack implements Cable {
    /** A core that asks again and again to be called at the same moment is broken. */
    private static final int MAX_ROUNDS_AT_ONE_MOMENT = 100_000;

    private final InlineSettings settings;
    private final VirtualClock clock;
    private final Queues queues;
    private final Nic nic;
    private final Softirq softirq;
    private final IpStack ip;
    private TcpStack tcp;
    private SocketStack socket;
    private boolean draining;
    private int processes;
    private final SavedState tcpState = new SavedState();
    private final SavedState socketState = new SavedState();

    /** A host that has just started. */
    public InlineStack(InlineSettings settings) {
        this(settings, StackObserver.NOBODY, null);
    }

    /** A host that somebody watches, and whose sockets are served by programs made elsewhere; see SocketStack. */
    public InlineStack(
            InlineSettings settings, StackObserver observer, @Nullable Function<App, @Nullable Application> programs) {
        this.settings = settings;
        clock = new VirtualClock(settings.startNanos());
        queues = new Queues(settings.throughRecords(), clock, observer);
        nic = new Nic(settings.nic(), 1, queues.new NicSide());
        softirq = new Softirq(settings.softirq(), settings.nic().ring(), queues.new SoftirqSide());
        ip = new IpStack(settings.ip(), queues.new IpSide());
        queues.ipOutput = segment -> ip.output(segment, clock.now());
        tcp = new TcpStack(settings.tcp(), queues.new TcpSide());
        socket = programs == null
                ? new SocketStack(settings.socket(), queues.new SocketSide())
                : new SocketStack(settings.socket(), programs, queues.new SocketSide());
        for (int queue = 0; queue < settings.nic().queues(); queue++) {
            softirq.openQueue(queue, clock.now());
        }
        runToRest();
    }

    @Override
    public long now() {
        return clock.now();
    }

    @Override
    public void inject(byte[] frame) {
        inject(WireFrame.of(0, clock.now(), frame));
    }

    /** One frame with all it carries: port, FCS, offload state. */
    public void inject(WireFrame frame) {
        nic.receive(frame, clock.now());
        runToRest();
    }

    @Override
    public void injectBurst(List<byte[]> frames) {
        injectAll(frames.stream()
                .map(frame -> WireFrame.of(0, clock.now(), frame))
                .toList());
    }

    /** As {@link #injectBurst}, each frame with all it carries. */
    public void injectAll(List<WireFrame> frames) {
        for (WireFrame frame : frames) {
            nic.receive(frame, clock.now());
        }
        runToRest();
    }

    /**
     * A packet as it leaves GRO, or as a TUN device hands it over, which has no card: the IP layer gets it at once. Its
     * data begins with the IP header.
     */
    public void injectSkb(SkBuff skb) {
        queues.ipRx.add(skb);
        runToRest();
    }

    @Override
    public List<TimedFrame> take() {
        return queues.take();
    }

    /** Lets the program of a socket run, as if its alarm had rung. */
    public void wake(long cookie) {
        draining = true;
        socket.wake(cookie, clock.now());
        socket.run(clock.now());
        runToRest();
    }

    /** A process on this host; its sockets end with {@link #restartSocket}. */
    public Syscalls syscalls() {
        return new Syscalls(socket, new InlineKernel(this), processes++);
    }

    /** A system call lets TCP act, and all that follows at this moment happens, unless it is happening already. */
    void command(SockCommand command) {
        queues.socketCtl.add(command);
        if (!draining) {
            runToRest();
        }
    }

    /** Drains the queues until all are empty: upwards first, as softirqs run before processes, then downwards. */
    private void runToRest() {
        draining = true;
        try {
            drain();
        } finally {
            draining = false;
        }
    }

    private void drain() {
        long now = clock.now();
        int rounds = 0;
        boolean busy = true;
        while (busy) {
            busy = softirqs(now);
            busy |= layers(now);
            busy |= replies(now);
            if (++rounds > MAX_ROUNDS_AT_ONE_MOMENT) {
                throw new IllegalStateException("the host does not come to rest at " + now);
            }
        }
    }

    private boolean softirqs(long now) {
        boolean busy =
                !queues.nicRx.isEmpty() || !queues.nicIrq.isEmpty() || !queues.nicMmio.isEmpty() || softirq.pending();
        // Memory writes are visible before the interrupt that follows them.
        for (SkBuff buffer : queues.nicRx.take()) {
            softirq.dma(buffer);
        }
        for (RingIrq irq : queues.nicIrq.take()) {
            softirq.interrupt(irq, now);
        }
        if (softirq.pending()) {
            softirq.run(now, clock::now);
        }
        for (RingMmio write : queues.nicMmio.take()) {
            nic.mmio(write, now);
        }
        return busy;
    }

    private boolean layers(long now) {
        boolean busy = !queues.ipRx.isEmpty()
                || !queues.tcpRx.isEmpty()
                || !queues.socketRx.isEmpty()
                || !queues.socketCtl.isEmpty();
        for (SkBuff skb : queues.ipRx.take()) {
            ip.receive(skb, now);
        }
        for (SkBuff skb : queues.tcpRx.take()) {
            tcp.receive(skb, now);
        }
        if (!queues.socketRx.isEmpty()) {
            for (SockEvent event : queues.socketRx.take()) {
                socket.receive(event, now);
            }
            socket.run(now);
        }
        for (SockCommand command : queues.socketCtl.take()) {
            tcp.command(command, now);
        }
        return busy;
    }

    private boolean replies(long now) {
        boolean busy = !queues.ipTx.isEmpty() || !queues.nicTx.isEmpty();
        for (SkBuff segment : queues.ipTx.take()) {
            ip.output(segment, now);
        }
        busy |= queues.device.run(now);
        for (SkBuff frame : queues.nicTx.take()) {
            nic.transmit(frame, now);
        }
        return busy;
    }

    /** When the next timer of any core is due, epoch nanoseconds, or Long.MAX_VALUE. */
    public long nextTimeoutNanos() {
        long next = Math.min(nic.nextTimeoutNanos(), softirq.nextTimeoutNanos());
        next = Math.min(next, Math.min(ip.nextTimeoutNanos(), tcp.nextTimeoutNanos()));
        next = Math.min(next, queues.device.nextTimeoutNanos());
        return Math.min(next, socket.nextTimeoutNanos());
    }

    @Override
    public boolean advanceToNextEvent(long limit) {
        long next = nextTimeoutNanos();
        if (next > limit) {
            clock.advanceTo(limit);
            return false;
        }
        clock.advanceTo(next);
        fireTimers();
        return true;
    }

    private void fireTimers() {
        long now = clock.now();
        for (int rounds = 0; nextTimeoutNanos() <= now; rounds++) {
            if (rounds > MAX_ROUNDS_AT_ONE_MOMENT) {
                throw new IllegalStateException("a timer never stops: " + dueCores(now));
            }
            if (nic.nextTimeoutNanos() <= now) {
                nic.onTimeout(now);
            }
            if (softirq.nextTimeoutNanos() <= now) {
                softirq.onTimeout(now);
            }
            if (ip.nextTimeoutNanos() <= now) {
                ip.onTimeout(now);
            }
            if (tcp.nextTimeoutNanos() <= now) {
                tcp.onTimeout(now);
            }
            if (socket.nextTimeoutNanos() <= now) {
                draining = true;
                socket.onTimeout(now);
            }
            runToRest();
        }
    }

    private String dueCores(long now) {
        return "nic " + (nic.nextTimeoutNanos() - now) + ", softirq " + (softirq.nextTimeoutNanos() - now) + ", ip "
                + (ip.nextTimeoutNanos() - now) + ", tcp " + (tcp.nextTimeoutNanos() - now) + ", socket "
                + (socket.nextTimeoutNanos() - now) + " ns from now";
    }

    /** Lets {@code duration} pass; every timer runs at its time. */
    public void advance(Duration duration) {
        runUntil(clock.now() + duration.toNanos());
    }

    /** Lets time pass until {@code nanos}, epoch nanoseconds; every timer runs at its time. */
    public void runUntil(long nanos) {
        while (advanceToNextEvent(nanos)) {
            // Every turn is one moment at which something was due.
        }
    }

    /** Lets time pass until no timer is left, at most {@code max}; returns true if none is left. */
    public boolean runUntilIdle(Duration max) {
        long limit = clock.now() + max.toNanos();
        while (nextTimeoutNanos() <= limit) {
            advanceToNextEvent(limit);
        }
        return nextTimeoutNanos() == Long.MAX_VALUE;
    }

    /** TCP and the socket layer save what has changed since the last commit, as at the end of a transaction. */
    public void commit() {
        tcp.saveDirty(tcpState);
        socket.saveDirty(socketState);
    }

    /** Kills TCP and starts it again from what it has saved. */
    public void restartTcp() {
        tcp.saveDirty(tcpState);
        TcpStack again = new TcpStack(settings.tcp(), queues.new TcpSide());
        tcpState.load(again::load);
        again.loaded(clock.now());
        tcp = again;
        runToRest();
    }

    /** Kills the socket layer and starts it again from what it has saved. */
    public void restartSocket() {
        socket.saveDirty(socketState);
        SocketStack again = new SocketStack(settings.socket(), queues.new SocketSide());
        socketState.load(again::load);
        again.loaded(clock.now());
        again.run(clock.now());
        socket = again;
        runToRest();
    }

    /** What was counted so far in all layers. */
    public LedgerReport ledger() {
        return new LedgerReport(
                List.of(
                        nic.ledger().snapshot(nic.heldSegments()),
                        softirq.ledger().snapshot(softirq.heldSegments()),
                        ip.ledger().snapshot(ip.heldSegments()),
                        tcp.ledger().snapshot(tcp.heldSegments()),
                        socket.ledger().snapshot(socket.heldSegments())),
                List.of(
                        queues.nicRx.segments(),
                        queues.ipRx.segments(),
                        queues.tcpRx.segments(),
                        queues.socketRx.segments()));
    }

    /** Every loss so far, in order. */
    public List<DropEvent> drops() {
        return List.copyOf(queues.drops);
    }

    /** Frames sent so far. */
    public long transmittedCount() {
        return queues.transmittedCount();
    }

    /** Skbs whose last byte an application has read. */
    public long receivedSkbs() {
        return queues.receivedSkbs();
    }

    /** The queue in front of the card. */
    public DeviceQueue device() {
        return queues.device;
    }

    /** The card. */
    public Nic nic() {
        return nic;
    }

    /** The receive softirq. */
    public Softirq softirq() {
        return softirq;
    }

    /** The IP layer. */
    public IpStack ip() {
        return ip;
    }

    /** TCP; another object after {@link #restartTcp}. */
    public TcpStack tcp() {
        return tcp;
    }

    /** The socket layer; another object after {@link #restartSocket}. */
    public SocketStack socket() {
        return socket;
    }
}
