package io.rxpath.skb;

/**
 * Statistics of a network device as {@code ip -s link} and /sys/class/net/eth0/statistics have them, in the order of the
 * kernel's struct. The column drop of /proc/net/dev is rx_dropped plus rx_missed_errors.
 *
 * <p>Kernel: include/uapi/linux/if_link.h struct rtnl_link_stats64.
 */
public enum LinkStat implements MibCounter {
    /** Good packets received by the host. */
    RX_PACKETS("rx_packets"),
    /** Packets sent. */
    TX_PACKETS("tx_packets"),
    /** Bytes of rx_packets, FCS excluded. */
    RX_BYTES("rx_bytes"),
    /** Bytes of tx_packets, FCS excluded. */
    TX_BYTES("tx_bytes"),
    /** Bad packets, those of the error counters below included. */
    RX_ERRORS("rx_errors"),
    /** Packets that could not be sent for an error. */
    TX_ERRORS("tx_errors"),
    /** Good packets received and dropped by the host; rx_missed_errors are not among them. */
    RX_DROPPED("rx_dropped"),
    /** Packets dropped on their way out. */
    TX_DROPPED("tx_dropped"),
    /** Multicast packets received. */
    MULTICAST("multicast"),
    /** Collisions while sending. */
    COLLISIONS("collisions"),
    /** Packets of a wrong length. */
    RX_LENGTH_ERRORS("rx_length_errors"),
    /** Packets too big for the receive buffer. */
    RX_OVER_ERRORS("rx_over_errors"),
    /** Packets with a bad FCS. */
    RX_CRC_ERRORS("rx_crc_errors"),
    /** Packets with an alignment error. */
    RX_FRAME_ERRORS("rx_frame_errors"),
    /** Packets that overran the receive FIFO. */
    RX_FIFO_ERRORS("rx_fifo_errors"),
    /** Packets lost because the host left the NIC without buffers. */
    RX_MISSED_ERRORS("rx_missed_errors"),
    /** Packets given up while sending. */
    TX_ABORTED_ERRORS("tx_aborted_errors"),
    /** Packets not sent because the carrier was lost. */
    TX_CARRIER_ERRORS("tx_carrier_errors"),
    /** Packets lost because the send FIFO ran empty. */
    TX_FIFO_ERRORS("tx_fifo_errors"),
    /** Packets sent without the heartbeat of old half-duplex links. */
    TX_HEARTBEAT_ERRORS("tx_heartbeat_errors"),
    /** Packets lost to late collisions. */
    TX_WINDOW_ERRORS("tx_window_errors"),
    /** Compressed packets received. */
    RX_COMPRESSED("rx_compressed"),
    /** Compressed packets sent. */
    TX_COMPRESSED("tx_compressed"),
    /** Packets that only an inactive slave device got, so no protocol took them. */
    RX_NOHANDLER("rx_nohandler"),
    /** Packets dropped because their destination address is of another host. */
    RX_OTHERHOST_DROPPED("rx_otherhost_dropped");

    private final String kernelName;

    LinkStat(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "link";
    }

    @Override
    public String kernelName() {
        return kernelName;
    }
}
