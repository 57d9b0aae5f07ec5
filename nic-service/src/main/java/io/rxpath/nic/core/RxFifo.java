package io.rxpath.nic.core;

import io.rxpath.skb.SkBuff;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The card's receive packet buffer: frames that found no free descriptor wait here. All queues share its bytes. Frames
 * of one queue keep their order.
 *
 * <p>A queue without descriptors does not hold up the others as long as there is room. In the 82599 it does: its buffer
 * is emptied strictly in order unless the driver lets such a queue drop (SRRCTL.DROP_EN), which drivers then do.
 */
final class RxFifo {
    private final int capacity;
    private final ArrayDeque<SkBuff>[] waiting;
    private int bytes;
    private int frames;

    @SuppressWarnings({"unchecked", "rawtypes"})
    RxFifo(int queues, int capacity) {
        this.capacity = capacity;
        waiting = new ArrayDeque[queues];
        for (int i = 0; i < queues; i++) {
            waiting[i] = new ArrayDeque<>();
        }
    }

    /** False if the frame has no room. */
    boolean offer(int queue, SkBuff frame) {
        if (frame.len() > capacity - bytes) {
            return false;
        }
        waiting[queue].add(frame);
        bytes += frame.len();
        frames++;
        return true;
    }

    @Nullable
    SkBuff peek(int queue) {
        return waiting[queue].peek();
    }

    void remove(int queue) {
        bytes -= waiting[queue].remove().len();
        frames--;
    }

    boolean isEmpty(int queue) {
        return waiting[queue].isEmpty();
    }

    int frames(int queue) {
        return waiting[queue].size();
    }

    int frames() {
        return frames;
    }
}
