package io.rxpath.nic.core;

import io.rxpath.skb.MacAddress;
import java.util.Arrays;

/**
 * Which destination addresses the card takes: its own and secondary ones exactly, broadcast, joined group addresses
 * exactly or by hash, all group addresses, or everything (kernel drivers/net/ethernet/intel/e1000e/netdev.c
 * e1000e_set_rx_mode(), mac.c e1000_hash_mc_addr_generic()).
 */
final class MacFilter {
    private static final int TABLE_BITS = 4096;

    private final NicSettings settings;
    private final RxMode mode;
    private final long[] exact;
    private final long[] table = new long[TABLE_BITS / 64];

    MacFilter(NicSettings settings) {
        this.settings = settings;
        mode = settings.rxMode();
        boolean hash = mode.groups() == RxMode.GroupFilter.HASH;
        exact = mode.addresses().stream()
                .mapToLong(Long::longValue)
                .filter(a -> !hash || !MacAddress.isMulticast(a))
                .sorted()
                .toArray();
        for (long address : mode.addresses()) {
            if (hash && MacAddress.isMulticast(address)) {
                table[bit(address) >>> 6] |= 1L << bit(address);
            }
        }
    }

    /** True for a frame to {@code dst} at a wire port. */
    boolean accepts(long dst, int port) {
        if (dst == settings.macOf(port)
                || dst == MacAddress.BROADCAST
                || mode.promiscuous()
                || Arrays.binarySearch(exact, dst) >= 0) {
            return true;
        }
        return MacAddress.isMulticast(dst) && (mode.allMulticast() || (table[bit(dst) >>> 6] >>> bit(dst) & 1) != 0);
    }

    /** Bits 47..36 with the last byte on the wire as the highest: all of it, and the upper half of the one before. */
    static int bit(long address) {
        return (int) ((address & 0xff) << 4 | address >>> 12 & 0xf);
    }
}
