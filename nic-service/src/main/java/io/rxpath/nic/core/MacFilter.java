package io.rxpath.nic.core;

import io.rxpath.skb.MacAddress;
import java.util.Arrays;

/**
 * Which destination addresses the card takes: its own, broadcast, the group addresses that were joined or all of them,
 * or everything. Exact, where small hardware tables hash group addresses and let some strangers through; the stack
 * filters again either way (kernel net/core/dev_addr_lists.c dev_mc_add(), e1000e_set_rx_mode()).
 */
final class MacFilter {
    private final long mac;
    private final boolean promiscuous;
    private final boolean allMulticast;
    private long[] joined = new long[0];

    MacFilter(NicSettings settings) {
        this.mac = settings.mac();
        this.promiscuous = settings.promiscuous();
        this.allMulticast = settings.allMulticast();
    }

    boolean accepts(long dst) {
        if (dst == mac || dst == MacAddress.BROADCAST || promiscuous) {
            return true;
        }
        return MacAddress.isMulticast(dst) && (allMulticast || Arrays.binarySearch(joined, dst) >= 0);
    }

    void join(long group) {
        if (!MacAddress.isMulticast(group) || group >>> 48 != 0) {
            throw new IllegalArgumentException(
                    "joinMulticast " + MacAddress.format(group) + ": expected a group address");
        }
        if (Arrays.binarySearch(joined, group) < 0) {
            joined = Arrays.copyOf(joined, joined.length + 1);
            joined[joined.length - 1] = group;
            Arrays.sort(joined);
        }
    }

    void leave(long group) {
        int at = Arrays.binarySearch(joined, group);
        if (at >= 0) {
            long[] rest = Arrays.copyOf(joined, joined.length - 1);
            System.arraycopy(joined, at + 1, rest, at, rest.length - at);
            joined = rest;
        }
    }
}
