package io.rxpath.skb;

/**
 * Statistics of a NIC as {@code ethtool -S} names them: those of e1000e, and those that ixgbe adds. Numbered names such as
 * rx_queue_0_packets are made with {@link #queuePackets} and {@link #queueBytes}.
 *
 * <p>A frame that the ring or the packet buffer has no room for never becomes an skb and has no {@link SkbDropReason};
 * it shows here and in {@link LinkStat} only.
 *
 * <p>Kernel: drivers/net/ethernet/intel/e1000e/ethtool.c, drivers/net/ethernet/intel/ixgbe/ixgbe_ethtool.c.
 */
public enum EthtoolStat implements MibCounter {
    /** Good packets received. */
    RX_PACKETS("rx_packets"),
    /** Good packets sent. */
    TX_PACKETS("tx_packets"),
    /** Bytes of good packets received, FCS excluded. */
    RX_BYTES("rx_bytes"),
    /** Bytes of good packets sent, FCS excluded. */
    TX_BYTES("tx_bytes"),
    /** Good broadcast packets received. */
    RX_BROADCAST("rx_broadcast"),
    /** Good broadcast packets sent. */
    TX_BROADCAST("tx_broadcast"),
    /** Good multicast packets received. */
    RX_MULTICAST("rx_multicast"),
    /** Good multicast packets sent. */
    TX_MULTICAST("tx_multicast"),
    /** Bad frames received, of all kinds below. */
    RX_ERRORS("rx_errors"),
    /** Packets the driver dropped for want of memory. */
    RX_DROPPED("rx_dropped"),
    /** Frames shorter or longer than allowed. */
    RX_LENGTH_ERRORS("rx_length_errors"),
    /** Frames too big for their ring buffer. */
    RX_OVER_ERRORS("rx_over_errors"),
    /** Frames with a bad FCS. */
    RX_CRC_ERRORS("rx_crc_errors"),
    /** Frames with an alignment error, as rtnl counts them. */
    RX_FRAME_ERRORS("rx_frame_errors"),
    /** Frames that overran the packet buffer of the NIC (ixgbe). */
    RX_FIFO_ERRORS("rx_fifo_errors"),
    /** Frames that found no free descriptor and had to wait in the NIC (register RNBC). */
    RX_NO_BUFFER_COUNT("rx_no_buffer_count"),
    /** Frames lost because the packet buffer of the NIC was full (register MPC). */
    RX_MISSED_ERRORS("rx_missed_errors"),
    /** Frames longer than allowed. */
    RX_LONG_LENGTH_ERRORS("rx_long_length_errors"),
    /** Frames shorter than allowed. */
    RX_SHORT_LENGTH_ERRORS("rx_short_length_errors"),
    /** Frames with an alignment error. */
    RX_ALIGN_ERRORS("rx_align_errors"),
    /** Pause frames received that let us send again. */
    RX_FLOW_CONTROL_XON("rx_flow_control_xon"),
    /** Pause frames received that stop us. */
    RX_FLOW_CONTROL_XOFF("rx_flow_control_xoff"),
    /** Pause frames sent that let the peer send again. */
    TX_FLOW_CONTROL_XON("tx_flow_control_xon"),
    /** Pause frames sent that stop the peer. */
    TX_FLOW_CONTROL_XOFF("tx_flow_control_xoff"),
    /** Packets whose checksum the NIC found good. */
    RX_CSUM_OFFLOAD_GOOD("rx_csum_offload_good"),
    /** Packets whose checksum the NIC found bad; they go up unchecked. */
    RX_CSUM_OFFLOAD_ERRORS("rx_csum_offload_errors"),
    /** Packets whose header the NIC put into a buffer of its own. */
    RX_HEADER_SPLIT("rx_header_split"),
    /** Receive buffers that could not be allocated. */
    ALLOC_RX_BUFF_FAILED("alloc_rx_buff_failed"),
    /** Receive buffers that could not be mapped for DMA. */
    RX_DMA_FAILED("rx_dma_failed"),
    /** Packets received as the NIC counts them, before the driver (ixgbe). */
    RX_PKTS_NIC("rx_pkts_nic"),
    /** Bytes received as the NIC counts them, FCS included (ixgbe). */
    RX_BYTES_NIC("rx_bytes_nic"),
    /** Descriptors that did not hold the end of their packet (ixgbe). */
    NON_EOP_DESCS("non_eop_descs"),
    /** Packets the NIC merged by receive side coalescing (ixgbe). */
    HW_RSC_AGGREGATED("hw_rsc_aggregated"),
    /** Merged packets the NIC handed over (ixgbe). */
    HW_RSC_FLUSHED("hw_rsc_flushed"),
    /** Packets that matched a flow director filter (ixgbe). */
    FDIR_MATCH("fdir_match"),
    /** Packets that matched none (ixgbe). */
    FDIR_MISS("fdir_miss"),
    /** Times the flow director table was full (ixgbe). */
    FDIR_OVERFLOW("fdir_overflow"),
    /** Packets dropped by a queue without free descriptors (register QPRDC, ixgbe). */
    RX_NO_DMA_RESOURCES("rx_no_dma_resources"),
    /** Pages allocated for receive buffers (ixgbe). */
    ALLOC_RX_PAGE("alloc_rx_page"),
    /** Pages that could not be allocated (ixgbe). */
    ALLOC_RX_PAGE_FAILED("alloc_rx_page_failed");

    private final String kernelName;

    EthtoolStat(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "ethtool";
    }

    @Override
    public String kernelName() {
        return kernelName;
    }

    /** Name of the packet count of a receive queue, numbered from 0. */
    public static String queuePackets(int queue) {
        return "rx_queue_" + queue + "_packets";
    }

    /** Name of the byte count of a receive queue, numbered from 0. */
    public static String queueBytes(int queue) {
        return "rx_queue_" + queue + "_bytes";
    }
}
