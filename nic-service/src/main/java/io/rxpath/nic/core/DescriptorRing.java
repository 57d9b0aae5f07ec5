package io.rxpath.nic.core;

import io.rxpath.skb.RingMmio;

/**
 * The receive descriptors of one queue and its interrupt line, as the card sees them.
 *
 * <pre>
 *      cleaned          head              tail
 *   ------|--------------|-----------------|------------
 *         | filled       | free            | the driver's
 * </pre>
 *
 * <p>Indices run freely and wrap at 2^32; only their differences count, so a ring needs no modulo. Of N descriptors N-1
 * can be free or filled, because head == tail has to mean that none is (kernel ixgbe_desc_unused()).
 *
 * <p>The interrupt masks itself when it fires (EIAM) and fires again only after the driver has unmasked it: at once if
 * the card has filled a descriptor that the driver had not cleaned when it decided to unmask. So a frame that arrives
 * between the driver's last look at the ring and its unmasking is never forgotten.
 */
final class DescriptorRing {
    private final int size;
    private final int epoch;
    private int head;
    private int tail;
    private int cleaned;
    private boolean masked;

    /** A ring whose next descriptor is {@code start}; the driver has given all N-1 and has unmasked the interrupt. */
    DescriptorRing(int size, int epoch, int start) {
        this.size = size;
        this.epoch = epoch;
        this.head = start;
        this.cleaned = start;
        this.tail = start + size - 1;
    }

    int free() {
        return tail - head;
    }

    int used() {
        return head - cleaned;
    }

    int head() {
        return head;
    }

    int epoch() {
        return epoch;
    }

    boolean masked() {
        return masked;
    }

    /** Takes {@code n} free descriptors and returns the index of the first. */
    int fill(int n) {
        if (n > free()) {
            throw new IllegalStateException("fill(" + n + ") of " + free() + " free descriptors");
        }
        int first = head;
        head += n;
        return first;
    }

    /**
     * The driver's indices. They are absolute: a repeated or late write moves nothing back. A write that this ring cannot
     * have caused (another epoch, more cleaned than filled) is ignored. One that offers more descriptors than there are
     * gives all there are: the driver may learn of a new size a moment after the card.
     *
     * @return false if it was ignored
     */
    boolean doorbell(RingMmio write) {
        int given = write.refilled() - write.cleaned();
        if (write.epoch() != epoch || head - write.cleaned() < 0 || given < 0) {
            return false;
        }
        if (write.cleaned() - cleaned > 0) {
            cleaned = write.cleaned();
        }
        int offered = write.cleaned() + Math.min(given, size - 1);
        if (offered - tail > 0) {
            tail = offered;
        }
        return true;
    }

    /** Clears the mask; true if the interrupt has to fire because something was filled since {@code seen}. */
    boolean unmask(int seen) {
        masked = false;
        return head != seen;
    }

    /** Auto-mask: true if the line was open, which it no longer is. */
    boolean raise() {
        boolean open = !masked;
        masked = true;
        return open;
    }
}
