package io.rxpath.ip.core.frag;

import io.rxpath.skb.IpSummed;
import io.rxpath.skb.SkBuff;
import java.util.ArrayList;
import java.util.List;

/**
 * The fragments of one datagram that have come so far (kernel struct inet_frag_queue, inet_frag_queue_insert()).
 *
 * <p>Fragments that come one behind the other form a run. A fragment inside a run is a duplicate, one that touches a run's
 * bytes in any other way an overlap. Runs that come to lie side by side are not joined, so bytes that repeat two of them
 * are an overlap, in the kernel and here.
 *
 * <p>Each skb's data begins at its payload; its network header is set.
 */
public final class InetFragQueue {
    /** What became of a fragment. */
    public enum Insert {
        /** It is in. */
        QUEUED,
        /** All of it was there before. */
        DUPLICATE,
        /** Part of it was there before: the datagram cannot be trusted any more. */
        OVERLAP
    }

    private static final class Run {
        final List<SkBuff> skbs = new ArrayList<>();
        final int start;
        int end;

        Run(int start) {
            this.start = start;
            this.end = start;
        }

        void append(SkBuff skb, int fragmentEnd) {
            skbs.add(skb);
            end = fragmentEnd;
        }
    }

    private final List<Run> runs = new ArrayList<>(2);
    private int length;
    private int meat;
    private boolean lastIn;

    /**
     * Notes what a fragment says of the datagram's length.
     *
     * @param end offset behind its last byte
     * @param last true if no more follow
     * @return false if it contradicts a fragment that came before
     */
    public boolean noteEnd(int end, boolean last) {
        if (last) {
            if (end < length || (lastIn && end != length)) {
                return false;
            }
            lastIn = true;
            length = end;
        } else if (end > length) {
            if (lastIn) {
                return false;
            }
            length = end;
        }
        return true;
    }

    /** Puts the fragment with the payload bytes [offset, end) in its place; what it has beyond them is cut off. */
    public Insert insert(SkBuff skb, int offset, int end) {
        if (skb.len() > end - offset) {
            skb.trim(end - offset);
            skb.ipSummed = IpSummed.NONE;
        }
        int at = runs.size();
        if (at > 0 && runs.get(at - 1).end < end) {
            Run tail = runs.get(at - 1);
            if (offset < tail.end) {
                return Insert.OVERLAP;
            }
            if (offset == tail.end) {
                tail.append(skb, end);
                meat += end - offset;
                return Insert.QUEUED;
            }
        } else {
            while (at > 0 && end <= runs.get(at - 1).start) {
                at--;
            }
            if (at > 0 && offset < runs.get(at - 1).end) {
                Run found = runs.get(at - 1);
                return offset >= found.start && end <= found.end ? Insert.DUPLICATE : Insert.OVERLAP;
            }
        }
        Run run = new Run(offset);
        run.append(skb, end);
        runs.add(at, run);
        meat += end - offset;
        return Insert.QUEUED;
    }

    /** True if there is none. */
    public boolean isEmpty() {
        return runs.isEmpty();
    }

    /** True if the fragment with offset 0 is in. */
    public boolean firstIn() {
        return !runs.isEmpty() && runs.get(0).start == 0;
    }

    /** True if every byte is in. */
    public boolean complete() {
        return lastIn && firstIn() && meat == length;
    }

    /** Payload bytes of the datagram, as far as is known. */
    public int length() {
        return length;
    }

    /** The fragments in order of their offsets. */
    public List<SkBuff> fragments() {
        List<SkBuff> all = new ArrayList<>();
        for (Run run : runs) {
            all.addAll(run.skbs);
        }
        return all;
    }

    /**
     * True if a datagram that still lies in its fragments can leave in them: each of them fits into {@code room} bytes.
     *
     * @param sizes payload bytes of each; empty if the datagram was never cut; a negative one never fits
     * @param payload of the datagram now
     */
    public static boolean fitAsBefore(int[] sizes, int room, int payload) {
        int total = 0;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] < 0 || sizes[i] > room || ((sizes[i] & 7) != 0 && i + 1 < sizes.length)) {
                return false;
            }
            total += sizes[i];
        }
        return sizes.length > 0 && total == payload;
    }

    /**
     * As in the kernel the skb of the fragment that came last becomes the head, with what the skb of the first in the datagram
     * said (inet_frag_reasm_prepare(), skb_morph()); only the device stays.
     */
    public static void copyMetadata(SkBuff skb, SkBuff first, SkBuff last) {
        skb.protocol = first.protocol;
        skb.pktType = first.pktType;
        skb.hash = first.hash;
        skb.l4Hash = false;
        skb.queueMapping = first.queueMapping;
        skb.mark = first.mark;
        skb.port = last.port;
        skb.iif = last.iif;
        skb.nfct = first.nfct;
        skb.ctInfo = first.ctInfo;
        skb.ipSummed = IpSummed.NONE;
        skb.copyHops(last);
    }
}
