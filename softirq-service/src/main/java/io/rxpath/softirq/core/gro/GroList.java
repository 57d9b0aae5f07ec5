package io.rxpath.softirq.core.gro;

/**
 * One hash bucket of held packets, the oldest first.
 *
 * <p>Kernel: include/linux/netdevice.h struct gro_list; there the youngest is first.
 */
final class GroList {
    /** Packets a bucket holds at most (kernel MAX_GRO_SKBS). */
    static final int MAX_GRO_SKBS = 8;

    private final GroCb[] held = new GroCb[MAX_GRO_SKBS];
    private int count;

    int count() {
        return count;
    }

    /** The held packet at {@code i}: 0 is the oldest. */
    GroCb get(int i) {
        return held[i];
    }

    void addYoungest(GroCb cb) {
        held[count++] = cb;
    }

    GroCb removeOldest() {
        GroCb oldest = held[0];
        remove(oldest);
        return oldest;
    }

    void remove(GroCb cb) {
        int at = 0;
        while (held[at] != cb) {
            at++;
        }
        count--;
        System.arraycopy(held, at + 1, held, at, count - at);
    }
}
