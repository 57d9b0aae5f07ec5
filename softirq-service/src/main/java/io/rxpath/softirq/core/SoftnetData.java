package io.rxpath.softirq.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.SoftnetStat;
import java.util.ArrayDeque;

/**
 * What one CPU knows of receiving: which NAPIs are to be polled, and its counters.
 *
 * <p>Kernel: include/linux/netdevice.h struct softnet_data; net/core/dev.c ____napi_schedule().
 */
final class SoftnetData {
    final Counters<SoftnetStat> stats = new Counters<>(SoftnetStat.class);
    final Counters<NapiStat> napi = new Counters<>(NapiStat.class);
    final ArrayDeque<NapiStruct> pollList = new ArrayDeque<>();

    SoftirqSettings settings;

    /** While true, net_rx_action looks at the poll list itself before it ends. */
    boolean inNetRxAction;

    private boolean raised;

    SoftnetData(SoftirqSettings settings) {
        this.settings = settings;
    }

    void schedule(NapiStruct n) {
        pollList.add(n);
        if (!inNetRxAction) {
            raised = true;
        }
    }

    void remove(NapiStruct n) {
        pollList.remove(n);
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
}
