package io.rxpath.softirq.core;

import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The driver's view of one receive ring: buffers the card has filled, in the order of their descriptors, and how far the
 * driver has cleaned and refilled. All indices run free and wrap at 2^32; the ring of N descriptors has N - 1 usable ones.
 *
 * <p>An epoch is one life of the card. When a new one begins, what the card had written before is still in memory and
 * is cleaned first.
 *
 * <p>Kernel: drivers/net/ethernet/intel/ixgbe struct ixgbe_ring, ixgbe_desc_unused(), IXGBE_RX_BUFFER_WRITE.
 */
final class RxRing {
    /** Descriptors the driver gives back at a time: one at a time is too slow. */
    static final int RX_BUFFER_WRITE = 16;

    /** How a buffer stands to those seen before. */
    enum Arrival {
        /** The next descriptor of the ring. */
        NEXT,
        /** The first descriptor seen of this life of the card. */
        NEW_EPOCH,
        /** A descriptor that was already seen: a record delivered again after a crash. */
        DUPLICATE
    }

    private int usable;
    private final ArrayDeque<SkBuff> filled = new ArrayDeque<>();
    private long segments;

    private boolean seen;
    private int seenEpoch;
    private int nextSeen;

    private boolean known;
    private int epoch;
    private int nextToClean;
    private int refilled;
    private int writtenClean;
    private int writtenRefilled;

    RxRing(int descriptors) {
        usable = descriptors - 1;
    }

    /**
     * The ring has another size (ethtool -G). The card begins a new life with it; until its first buffer is seen this does
     * no harm, as nobody listens to the old one. If that was seen before, the card has cut what it was offered to the
     * ring it has: the rest is offered again.
     */
    void resize(int descriptors) {
        usable = descriptors - 1;
        if (known && refilled - (nextToClean + usable) > 0) {
            refilled = nextToClean + usable;
        }
    }

    /** A buffer was filled. A duplicate is not taken in. */
    Arrival dma(SkBuff buffer) {
        int itsEpoch = (int) (buffer.descriptor >>> 32);
        int index = (int) buffer.descriptor;
        boolean sameLife = seen && itsEpoch == seenEpoch;
        if (sameLife && index - nextSeen < 0) {
            return Arrival.DUPLICATE;
        }
        seen = true;
        seenEpoch = itsEpoch;
        nextSeen = index + 1;
        segments += buffer.segments();
        filled.add(buffer);
        return sameLife ? Arrival.NEXT : Arrival.NEW_EPOCH;
    }

    /** The buffer of the next descriptor, which is cleaned now, or null if the card has not filled it. */
    @Nullable
    SkBuff clean() {
        SkBuff buffer = filled.poll();
        if (buffer == null) {
            return null;
        }
        segments -= buffer.segments();
        int itsEpoch = (int) (buffer.descriptor >>> 32);
        int index = (int) buffer.descriptor;
        if (!known || itsEpoch != epoch) {
            known = true;
            epoch = itsEpoch;
            // Whatever the driver before this one gave back: this much it may have given, and the card keeps the
            // larger.
            refilled = index + usable;
            writtenClean = index;
            writtenRefilled = refilled;
        }
        nextToClean = index + 1;
        return buffer;
    }

    /** Gives cleaned descriptors back to the card if there are enough of them for it to be worth while. */
    void refill() {
        int unused = nextToClean + usable - refilled;
        if (known && unused >= RX_BUFFER_WRITE) {
            refilled = nextToClean + usable;
        }
    }

    /** The register writes since the last call as one, or null if there is nothing to write. */
    @Nullable
    RingMmio mmio(int queue, boolean unmask) {
        boolean changed = nextToClean != writtenClean || refilled != writtenRefilled;
        if (!known || !changed && !unmask) {
            return null;
        }
        writtenClean = nextToClean;
        writtenRefilled = refilled;
        return new RingMmio(queue, epoch, nextToClean, refilled, unmask);
    }

    /** The queue goes to somebody else: what is known of the card's indices will be out of date. */
    void forget() {
        seen = false;
        known = false;
    }

    boolean isEmpty() {
        return filled.isEmpty();
    }

    /** Filled buffers. */
    int filled() {
        return filled.size();
    }

    /** Wire segments in filled buffers. */
    long segments() {
        return segments;
    }

    /** All of its state, for a debugger and for tests that must tell states apart. */
    @Override
    public String toString() {
        return "filled " + filled.size() + (seen ? " seen " + seenEpoch + ":" + nextSeen : "")
                + (known ? " at " + epoch + ":" + nextToClean + " refilled " + refilled : "");
    }
}
