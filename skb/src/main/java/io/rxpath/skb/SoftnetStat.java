package io.rxpath.skb;

/**
 * Statistics of a CPU as /proc/net/softnet_stat shows them. The file has no names; these are of the fields of struct
 * softnet_data and of the source that prints them.
 *
 * <p>Kernel: net/core/net-procfs.c softnet_seq_show().
 */
public enum SoftnetStat implements MibCounter {
    /** Packets that entered __netif_receive_skb_core, once more after each VLAN or bridge round. */
    PROCESSED("processed"),
    /** Packets dropped because the backlog queue of the CPU was full or its device gone. */
    DROPPED("dropped"),
    /** Times net_rx_action ended with work left because its budget or time ran out. */
    TIME_SQUEEZE("time_squeeze"),
    /** Interrupts from other CPUs that steered packets here. */
    RECEIVED_RPS("received_rps"),
    /** Packets dropped because their flow filled too much of the backlog queue. */
    FLOW_LIMIT_COUNT("flow_limit_count"),
    /** Gauge: packets in the input and process queues together. */
    BACKLOG_LEN("backlog_len"),
    /** Gauge: packets in the queue that others put packets into. */
    INPUT_QLEN("input_qlen"),
    /** Gauge: packets in the queue that the backlog poll takes packets from. */
    PROCESS_QLEN("process_qlen");

    private final String kernelName;

    SoftnetStat(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "softnet";
    }

    @Override
    public String kernelName() {
        return kernelName;
    }
}
