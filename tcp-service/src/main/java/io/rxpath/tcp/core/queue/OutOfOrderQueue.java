package io.rxpath.tcp.core.queue;

import io.rxpath.skb.Seq;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The out-of-order queue as a data structure: entries in the order of their sequence numbers, none covering another
 * (the kernel's rb-tree). Entries may overlap; who reads takes the bytes of the earlier one. Knows nothing of TCP.
 *
 * <p>An array with room at the front: nearly all segments are added at the end and taken from the front.
 */
public final class OutOfOrderQueue {
    private @Nullable OfoSkb[] slots = new OfoSkb[16];
    private int head;
    private int size;
    private int nextId;

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** An id for the next entry. */
    public int newId() {
        return nextId++;
    }

    /** Ids from {@code id} on are free: for loading. */
    public void idsFrom(int id) {
        nextId = Math.max(nextId, id);
    }

    /** First id that was never given away. */
    public int nextId() {
        return nextId;
    }

    /** The entry at {@code i}, in sequence order. */
    public OfoSkb get(int i) {
        OfoSkb skb = slots[head + i];
        if (skb == null) {
            throw new IndexOutOfBoundsException(i + " of " + size);
        }
        return skb;
    }

    /** The entry with the highest sequence number (ooo_last_skb); only when not empty. */
    public OfoSkb last() {
        return get(size - 1);
    }

    /** Index of the last entry whose seq is not after {@code seq}, -1 for none. */
    public int floor(int seq) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int mid = (low + high) >>> 1;
            if (Seq.after(get(mid).seq, seq)) {
                high = mid - 1;
            } else {
                low = mid + 1;
            }
        }
        return high;
    }

    /** Puts an entry at index {@code i}. */
    public void insert(int i, OfoSkb skb) {
        if (head + size == slots.length) {
            makeRoom();
        }
        System.arraycopy(slots, head + i, slots, head + i + 1, size - i);
        slots[head + i] = skb;
        size++;
    }

    private void makeRoom() {
        int length = size * 2 > slots.length ? slots.length * 2 : slots.length;
        @Nullable OfoSkb[] roomy = new OfoSkb[length];
        System.arraycopy(slots, head, roomy, 0, size);
        slots = roomy;
        head = 0;
    }

    /** Takes the entry at index {@code i} out. */
    public OfoSkb remove(int i) {
        OfoSkb skb = get(i);
        if (i == 0) {
            slots[head++] = null;
            size--;
            if (size == 0) {
                head = 0;
            }
            return skb;
        }
        System.arraycopy(slots, head + i + 1, slots, head + i, size - i - 1);
        size--;
        slots[head + size] = null;
        return skb;
    }

    /** Forgets all. */
    public void clear() {
        Arrays.fill(slots, null);
        head = 0;
        size = 0;
    }
}
