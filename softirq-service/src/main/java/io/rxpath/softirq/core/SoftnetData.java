package io.rxpath.softirq.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.SoftnetStat;
import java.util.ArrayDeque;

/**
 * What one CPU knows of receiving: which NAPIs are to be polled, its backlog, its counters, and until when it is busy.
 *
 * <p>Kernel: include/linux/netdevice.h struct softnet_data; net/core/dev.c ____napi_schedule(), napi_schedule_rps(),
 * net_rps_send_ipi(), rps_trigger_softirq().
 */
final class SoftnetData {
    /** Number of this CPU. */
    final int cpu;

    final Counters<SoftnetStat> stats = new Counters<>(SoftnetStat.class);

    /** Shared by all CPUs. */
    final Counters<NapiStat> napi;

    final ArrayDeque<Napi> pollList = new ArrayDeque<>();

    /** Those that the run of net_rx_action under way has not polled yet. */
    final ArrayDeque<Napi> list = new ArrayDeque<>();

    /** Those that it has polled and that have more. */
    final ArrayDeque<Napi> repoll = new ArrayDeque<>();

    /** NAPIs whose threads want this CPU. */
    final ArrayDeque<Napi> threads = new ArrayDeque<>();

    /** CPUs to which this one has given packets and must send an interrupt (rps_ipi_list). */
    final ArrayDeque<SoftnetData> rpsIpis = new ArrayDeque<>();

    final ProcessBacklog backlog;
    final FlowLimit flowLimit = new FlowLimit();

    SoftirqSettings settings;

    /** While true, net_rx_action looks at the poll list itself before it ends. */
    boolean inNetRxAction;

    /** While true, the thread that polls sends the interrupts of {@link #rpsIpis} itself. */
    boolean inNapiThreadedPoll;

    /** Until when what was polled keeps the CPU busy; it is free from then on. */
    long busyUntil = Long.MIN_VALUE;

    private boolean raised;

    SoftnetData(int cpu, SoftirqSettings settings, Counters<NapiStat> napi, NetifReceiveSkbCore core) {
        this.cpu = cpu;
        this.settings = settings;
        this.napi = napi;
        backlog = new ProcessBacklog(this, core);
    }

    /** Puts a NAPI with SCHED set where it will be polled; it belongs to this CPU until it completes. */
    void schedule(Napi n) {
        n.cpu = this;
        if (settings.threaded() && n != backlog) {
            threads.add(n);
            return;
        }
        pollList.add(n);
        if (!inNetRxAction) {
            raised = true;
        }
    }

    void remove(Napi n) {
        pollList.remove(n);
        list.remove(n);
        repoll.remove(n);
        threads.remove(n);
    }

    /** The backlog of {@code target} is to be polled; this CPU is the one that has put a packet there. */
    void scheduleRps(SoftnetData target) {
        if (target == this) {
            schedule(backlog);
            return;
        }
        rpsIpis.add(target);
        if (!inNetRxAction && !inNapiThreadedPoll) {
            raised = true;
        }
    }

    /** Sends the interrupts that scheduleRps has put off; they are taken at once. */
    void sendRpsIpis() {
        for (SoftnetData target = rpsIpis.poll(); target != null; target = rpsIpis.poll()) {
            target.schedule(target.backlog);
            target.stats.inc(SoftnetStat.RECEIVED_RPS);
        }
    }

    /** raise_softirq(NET_RX_SOFTIRQ). */
    void raise() {
        raised = true;
    }

    /** True if NET_RX_SOFTIRQ is raised. */
    boolean raised() {
        return raised;
    }

    /** The softirq begins: it is not raised any more. */
    void clear() {
        raised = false;
    }

    /** True if there is something to do, be the CPU busy or not. */
    boolean hasWork() {
        return raised || inNetRxAction || !threads.isEmpty();
    }

    /** A poll of {@code packets} that began at {@code now} keeps the CPU busy. */
    void spend(int packets, long now) {
        if (settings.cpuCosts()) {
            busyUntil = now + settings.cpuPollNanos() + packets * settings.cpuPacketNanos();
        }
    }

    /** All of its state but that of its NAPIs, for tests that must tell states apart. */
    @Override
    public String toString() {
        return "cpu " + cpu + (raised ? " raised" : "") + (inNetRxAction ? " running" : "") + " list " + list.size()
                + "+" + pollList.size() + "+" + repoll.size()
                + " threads " + threads.size() + " ipis " + rpsIpis.size() + " " + backlog;
    }
}
