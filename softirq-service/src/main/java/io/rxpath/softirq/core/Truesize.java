package io.rxpath.softirq.core;

/**
 * How much memory a received frame is charged with (skb->truesize): its buffer, the shared info behind it and the struct
 * sk_buff. It decides how many packets fit into a socket's receive buffer and depends on how the driver gets its buffers.
 *
 * <p>Kernel: include/linux/skbuff.h SKB_TRUESIZE(), sizes of a 64-bit kernel with 64-byte cache lines.
 */
public enum Truesize {
    /**
     * A card whose driver gives half pages of 2048 bytes and builds the skb around the buffer; with jumbo frames it
     * takes halves of 8 KiB that hold 3072 bytes each (ixgbe: ixgbe_build_skb(), IXGBE_RXBUFFER_3K).
     */
    NIC_HALF_PAGE {
        @Override
        public int of(int frameLength) {
            if (frameLength <= MAX_STANDARD_FRAME) {
                return SKB_STRUCT + HALF_PAGE;
            }
            int buffers = (frameLength + JUMBO_BUFFER - 1) / JUMBO_BUFFER;
            return SKB_STRUCT + buffers * JUMBO_HALF_PAGE;
        }
    },

    /**
     * A TAP device: each frame gets a buffer of its own size (drivers/net/tun.c tun_build_skb()). Measured on 6.18: 704
     * bytes for a TCP segment of 10 bytes, 832 for 100, 2176 for 1460.
     */
    TAP {
        @Override
        public int of(int frameLength) {
            int buffer = (frameLength + NET_SKB_PAD + CACHE_LINE - 1) & -CACHE_LINE;
            return SKB_STRUCT + SHARED_INFO + buffer;
        }
    },

    /**
     * A TUN device, whose packets have no Ethernet header: up to a page the packet lies in one kmalloc'd buffer, beyond
     * that in one page and further ones (drivers/net/tun.c tun_alloc_skb()). Measured on 6.18 by the memory of one
     * segment of 1 to 65000 bytes: 832 bytes for 1, 2304 for 1460, 8448 for 4000, 65792 for 65000.
     */
    TUN {
        @Override
        public int of(int packetLength) {
            int head = NET_SKB_PAD + packetLength;
            if (head < PAGE) {
                int buffer = head + SHARED_INFO;
                return SKB_STRUCT + (buffer <= SMALL_HEAD ? SMALL_HEAD : Integer.highestOneBit(buffer - 1) << 1);
            }
            int rest = packetLength - TUN_LINEAR;
            return SKB_STRUCT + PAGE + ((rest + PAGE - 1) & -PAGE);
        }
    };

    /** Bytes of a TUN's packet in its first page if it does not fit into one. */
    public static final int TUN_LINEAR = 3712;

    /** Aligned size of struct sk_buff. */
    private static final int SKB_STRUCT = 256;

    /** Aligned size of struct skb_shared_info. */
    private static final int SHARED_INFO = 320;

    private static final int PAGE = 4096;

    /** Size of skbuff_small_head's objects. */
    private static final int SMALL_HEAD = 576;

    private static final int CACHE_LINE = 64;
    private static final int NET_SKB_PAD = 64;
    private static final int HALF_PAGE = 2048;
    private static final int JUMBO_HALF_PAGE = 4096;
    private static final int JUMBO_BUFFER = 3072;

    /** Ethernet header, VLAN tag and 1500 bytes. */
    private static final int MAX_STANDARD_FRAME = 1518;

    /**
     * Bytes charged for one frame.
     *
     * @param frameLength bytes from the Ethernet header on, without FCS; of a TUN from the IP header on
     */
    public abstract int of(int frameLength);
}
