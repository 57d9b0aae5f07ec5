package io.rxpath.tcp.core.sock;

import io.rxpath.skb.LinuxMib;
import io.rxpath.tcp.core.TcpMemSettings;
import io.rxpath.tcp.core.output.SkStream;

/**
 * What all TCP sockets of the host have together: memory, their number, orphans, and whether memory is short. Counted as on
 * a machine with one CPU: what a CPU has in hand is not seen by the limits until enough has come together, which leaves the
 * limits as coarse as the kernel's.
 *
 * <p>Kernel: include/net/proto_memory.h sk_memory_allocated_add(), sk_memory_allocated_sub(); net/core/sock.c
 * __sk_mem_raise_allocated(), __sk_mem_reduce_allocated(); include/net/sock.h sk_sockets_allocated_inc(); net/ipv4/tcp.c
 * tcp_enter_memory_pressure(), tcp_leave_memory_pressure(), tcp_orphan_update(), tcp_check_oom().
 */
public final class ProtoMem {
    /** SK_ALLOC_PERCPU_COUNTER_BATCH. */
    private static final int SOCKETS_BATCH = 16;

    /** TCP_ORPHAN_TIMER_PERIOD, ns. */
    private static final long ORPHAN_PERIOD = 100_000_000L;

    private final TcpNet net;

    /** Pages that the limits see, and those in hand (per_cpu_fw_alloc). */
    private long allocated;

    private int inHand;
    /** When pressure began, epoch ns; 0 for none. */
    private long pressureSince;
    /** Sockets in steps of {@link #SOCKETS_BATCH}, and those beyond. */
    private long sockets;

    private int socketsInHand;
    private int orphans;
    /** What the timer has seen last (tcp_orphan_cache), and in which period. */
    private int orphanCache;

    private long orphanPeriod;

    ProtoMem(TcpNet net) {
        this.net = net;
    }

    private TcpMemSettings limits() {
        return net.settings.mem();
    }

    /** sk_memory_allocated(): pages. */
    public long allocated() {
        return Math.max(0, allocated);
    }

    /** All pages, those in hand too. */
    public long pages() {
        return allocated + inHand;
    }

    /** Sockets, listeners too. */
    public long sockets() {
        return sockets + socketsInHand;
    }

    /** sk_sockets_allocated_read_positive(): as the rule of the fair share sees them. */
    long socketsSeen() {
        return Math.max(0, sockets);
    }

    /** Connections that no program has open. */
    public int orphans() {
        return orphans;
    }

    /** tcp_under_memory_pressure(). */
    public boolean underPressure() {
        return pressureSince != 0;
    }

    /** There is pressure, or less than none: a send or receive buffer does not grow by itself. */
    public boolean scarce() {
        return underPressure() || allocated() >= limits().min();
    }

    /** sk_memory_allocated_add(). */
    public void add(int pages) {
        inHand += pages;
        if (inHand >= limits().pcpuReserve()) {
            drain();
        }
    }

    /** sk_memory_allocated_sub(). */
    void sub(int pages) {
        inHand -= pages;
        if (inHand <= -limits().pcpuReserve()) {
            drain();
        }
    }

    private void drain() {
        allocated += inHand;
        inHand = 0;
    }

    /** __sk_mem_reduce_allocated(). */
    public void reduce(int pages) {
        sub(pages);
        if (underPressure() && allocated() < limits().min()) {
            leavePressure();
        }
    }

    /**
     * __sk_mem_raise_allocated(): may a socket have so many pages more, which {@code tp.forwardAlloc} has already?
     *
     * @param size bytes wanted
     * @param send for bytes to send
     */
    public boolean raise(TcpSock tp, int size, int pages, boolean send) {
        add(pages);
        long now = allocated();
        if (now <= limits().min()) {
            // None at all too, in which case the kernel does not even look at the pressure.
            if (now != 0) {
                leavePressure();
            }
            return true;
        }
        if (now > limits().pressure()) {
            enterPressure();
        }
        if (now <= limits().high() && (belowMinimum(tp, send) || !underPressure() || belowAverage(tp))) {
            return true;
        }
        if (send) {
            SkStream.moderateSndbuf(net, tp);
            if ((long) tp.wmemQueued + size >= SkStream.sndbuf(net, tp)) {
                return true;
            }
        }
        sub(pages);
        return false;
    }

    /** tcp_rmem[0] and tcp_wmem[0] are granted to everybody. */
    private boolean belowMinimum(TcpSock tp, boolean send) {
        return send
                ? tp.wmemQueued < net.settings.memory().wmemMin()
                : tp.rmemAlloc < net.settings.memory().rmemMin();
    }

    private boolean belowAverage(TcpSock tp) {
        long own = (long) tp.wmemQueued + tp.rmemAlloc + tp.forwardAlloc + 4095 >> 12;
        return limits().high() > socketsSeen() * own;
    }

    private void enterPressure() {
        if (pressureSince == 0) {
            pressureSince = Math.max(1, net.now);
            net.linux.inc(LinuxMib.TCP_MEMORY_PRESSURES);
        }
    }

    private void leavePressure() {
        if (pressureSince != 0) {
            long jiffies = net.now / TcpNet.JIFFY - pressureSince / TcpNet.JIFFY;
            net.linux.add(LinuxMib.TCP_MEMORY_PRESSURES_CHRONO, jiffies * (TcpNet.JIFFY / 1_000_000));
            pressureSince = 0;
        }
    }

    /** A socket came into being (1) or is freed (-1). */
    public void socket(int n) {
        socketsInHand += n;
        if (Math.abs(socketsInHand) >= SOCKETS_BATCH) {
            sockets += socketsInHand;
            socketsInHand = 0;
        }
    }

    /** tcp_orphan_count_inc() and tcp_orphan_count_dec(). */
    public void orphan(int n) {
        sampleOrphans();
        orphans += n;
    }

    /** A timer looks at their number ten times a second: what it saw last is what it was when this period began. */
    private void sampleOrphans() {
        long period = net.now / ORPHAN_PERIOD;
        if (period != orphanPeriod) {
            orphanPeriod = period;
            orphanCache = orphans;
        }
    }

    /** tcp_check_oom(): too many orphans ({@code shift}: how often each counts double), or no memory for this one. */
    public boolean checkOom(TcpSock tp, int shift) {
        sampleOrphans();
        return orphanCache << shift > limits().maxOrphans()
                || tp.wmemQueued > SkStream.SOCK_MIN_SNDBUF && allocated() > limits().high();
    }

    /** What the sockets do not tell, for the store: {@link #pressureSince}, pages and sockets in hand. */
    public long[] stored() {
        return new long[] {pressureSince, inHand, socketsInHand};
    }

    /** Takes {@link #stored} back; {@link #counted} follows. */
    public void restore(long since, long pagesInHand, long inHandOfSockets) {
        pressureSince = since;
        inHand = (int) pagesInHand;
        socketsInHand = (int) inHandOfSockets;
    }

    /** What the stored sockets have in all: pages, themselves, orphans, all of which the timer has seen. */
    public void counted(long pages, long allSockets, int allOrphans) {
        allocated = pages - inHand;
        sockets = allSockets - socketsInHand;
        orphans = allOrphans;
        orphanCache = allOrphans;
        orphanPeriod = net.now / ORPHAN_PERIOD;
    }
}
