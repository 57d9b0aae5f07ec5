package io.rxpath.tcp.core.output;

import java.util.Arrays;

/**
 * Where the kernel's skbs of the write queue must end, and which bytes somebody waits to hear of. Positions are offsets in
 * the stream, behind the byte that is meant.
 *
 * <p>Kernel: net/ipv4/tcp.c tcp_mark_push(), tcp_tx_timestamp(); include/net/tcp.h struct tcp_skb_cb (eor, txstamp_ack);
 * net/core/skbuff.c zerocopy_fill_skb_from_iter().
 */
public final class WriteMarks {
    /** No skb ends behind an offset. */
    public static final long NONE = Long.MAX_VALUE;

    /** An skb ends here without PSH. */
    public static final int CUT = 1;

    /** An skb ends here, with PSH. */
    public static final int CUT_PUSH = 2;

    /** The byte's way into the queue of the device is to be told (SOF_TIMESTAMPING_TX_SCHED). */
    public static final int SCHED = 4;

    /** Its way out of the device (SOF_TIMESTAMPING_TX_SOFTWARE). */
    public static final int SOFTWARE = 8;

    /** Its acknowledgment (SOF_TIMESTAMPING_TX_ACK). */
    public static final int ACKED = 16;

    /** The memory is given back once it is acknowledged (MSG_ZEROCOPY). */
    public static final int ZEROCOPY = 32;

    /** Nothing is joined across (MSG_EOR). */
    public static final int EOR = 64;

    private static final int CUTS = CUT | CUT_PUSH;
    private static final long[] NO_OFFSETS = new long[0];
    private static final int[] NO_KINDS = new int[0];

    private long[] offsets = NO_OFFSETS;
    private int[] kinds = NO_KINDS;
    private int size;

    /** The skb at the end has PSH: the last write did not say that more follows. */
    public boolean tailPush;
    /** Buffers of the program that the skb at the end refers to (nr_frags). */
    public int tailFrags;
    /** Bytes of a call that is not over are in the queue: more will be written by it. */
    public boolean callOpen;
    /** Sequence number behind the last byte that was marked with PSH (pushed_seq). */
    public int pushedSeq;

    /** Marks the byte before {@code offset}. */
    public void add(long offset, int kind) {
        int i = size == 0 || offsets[size - 1] < offset ? ~size : Arrays.binarySearch(offsets, 0, size, offset);
        if (i >= 0) {
            kinds[i] |= kind;
            return;
        }
        if (size == offsets.length) {
            int room = Math.max(4, 2 * size);
            offsets = Arrays.copyOf(offsets, room);
            kinds = Arrays.copyOf(kinds, room);
        }
        System.arraycopy(offsets, ~i, offsets, ~i + 1, size - ~i);
        System.arraycopy(kinds, ~i, kinds, ~i + 1, size - ~i);
        offsets[~i] = offset;
        kinds[~i] = kind;
        size++;
    }

    public int size() {
        return size;
    }

    public long offset(int i) {
        return offsets[i];
    }

    public int kind(int i) {
        return kinds[i];
    }

    /** Where the skb that holds the byte at {@code offset} must end, {@link #NONE} if it need not. */
    public long cutAfter(long offset) {
        int i = cut(offset);
        return i < size ? offsets[i] : NONE;
    }

    /**
     * tcp_grow_skb(): the skb that holds the byte at {@code offset} takes up to {@code most} bytes of the one behind it, if
     * they may be joined. The queue ends at {@code end}.
     */
    void grow(long offset, int most, long end) {
        int i = cut(offset);
        if (i == size || (kinds[i] & EOR) != 0) {
            return;
        }
        int next = cut(offsets[i]);
        long nextEnd = next < size ? offsets[next] : end;
        if (tailFrags > 0 || refersAfter(offset)) {
            // skb_shift() leaves the memory of programs where it is; where a call's begins is not known.
            return;
        }
        int kind = kinds[i] & CUTS;
        boolean whole = most >= nextEnd - offsets[i];
        long grown = offsets[i] + most;
        if (whole && next == size) {
            tailPush |= kind == CUT_PUSH;
        } else if (whole) {
            kinds[next] |= kind;
        }
        kinds[i] &= ~CUTS;
        if (kinds[i] == 0) {
            remove(i);
        }
        if (!whole) {
            add(grown, kind);
        }
    }

    private boolean refersAfter(long offset) {
        for (int i = size - 1; i >= 0 && offsets[i] > offset; i--) {
            if ((kinds[i] & ZEROCOPY) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The mark where the skb that holds the byte at {@code offset} ends, {@link #size} if that is the last. */
    private int cut(long offset) {
        int at = Arrays.binarySearch(offsets, 0, size, offset);
        int i = at < 0 ? ~at : at + 1;
        while (i < size && (kinds[i] & CUTS) == 0) {
            i++;
        }
        return i;
    }

    private void remove(int i) {
        size--;
        System.arraycopy(offsets, i + 1, offsets, i, size - i);
        System.arraycopy(kinds, i + 1, kinds, i, size - i);
    }

    /** How many skbs end between two offsets. */
    public int cutsBetween(long from, long to) {
        int n = 0;
        for (int i = size - 1; i >= 0 && offsets[i] > from; i--) {
            n += offsets[i] < to && (kinds[i] & CUTS) != 0 ? 1 : 0;
        }
        return n;
    }

    /** What lies on both sides of {@code offset} cannot be joined (tcp_skb_can_collapse_to()). */
    public boolean isEor(long offset) {
        return (at(offset) & EOR) != 0;
    }

    /** Bytes of the skb at the end of a queue of {@code unsent} bytes that ends at {@code end}. */
    public int tailLength(long end, int unsent) {
        for (int i = size - 1; i >= 0; i--) {
            if ((kinds[i] & CUTS) != 0) {
                return (int) Math.min(unsent, end - offsets[i]);
            }
        }
        return unsent;
    }

    /** The skb that ends at {@code offset} has PSH. */
    public boolean pushes(long offset) {
        return (at(offset) & CUT_PUSH) != 0;
    }

    private int at(long offset) {
        int i = Arrays.binarySearch(offsets, 0, size, offset);
        return i < 0 ? 0 : kinds[i];
    }

    /** Takes out the first mark at or before {@code offset} and gives its kinds, -1 if there is none; call again. */
    public int acknowledged(long offset) {
        if (size == 0 || offsets[0] > offset) {
            return -1;
        }
        int kind = kinds[0];
        remove(0);
        return kind;
    }

    /** Forgets all marks. */
    public void clear() {
        size = 0;
        tailFrags = 0;
        callOpen = false;
    }

    /** True if an skb between the two offsets takes no more (MSG_EOR), so that what is before and behind stays apart. */
    boolean eorBetween(long from, long to) {
        return kindBetween(from, to - 1, EOR);
    }

    /** True if an skb that ends behind the first offset and at most at the other has PSH. */
    boolean pushBetween(long from, long to) {
        return kindBetween(from, to, CUT_PUSH);
    }

    private boolean kindBetween(long from, long to, int kind) {
        for (int i = size - 1; i >= 0 && offsets[i] > from; i--) {
            if (offsets[i] <= to && (kinds[i] & kind) != 0) {
                return true;
            }
        }
        return false;
    }
}
