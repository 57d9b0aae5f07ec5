package io.rxpath.softirq.core;

/**
 * Where the flows of one entry of a queue's RFS table go.
 *
 * <p>Kernel: include/net/rps.h struct rps_dev_flow.
 */
final class RpsDevFlow {
    /** No CPU yet (RPS_NO_CPU). */
    static final int NO_CPU = 0xffff;

    /** CPU of the flow's packets. */
    int cpu = NO_CPU;

    /** Tail of that CPU's backlog behind the last packet of the entry. */
    int lastQtail;
}
