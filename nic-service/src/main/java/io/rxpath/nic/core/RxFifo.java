package io.rxpath.nic.core;

import io.rxpath.skb.SkBuff;
import java.util.ArrayDeque;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The card's receive packet buffer: frames that found no free descriptor wait here. All queues share its bytes. Frames
 * of one queue keep their order.
 *
 * <p>A queue without descriptors does not hold up the others as long as there is room. In the 82599 it does: its buffer
 * is emptied strictly in order unless the driver lets such a queue drop (SRRCTL.DROP_EN), which drivers then do.
 */
final class RxFifo {
    private int capacity;
    private ArrayDeque<SkBuff>[] waiting;
    private int bytes;
    private int frames;

    RxFifo(int queues, int capacity) {
        this.capacity = capacity;
        waiting = empty(queues);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static ArrayDeque<SkBuff>[] empty(int queues) {
        ArrayDeque<SkBuff>[] all = new ArrayDeque[queues];
        for (int i = 0; i < queues; i++) {
            all[i] = new ArrayDeque<>();
        }
        return all;
    }

    /** Another size; what waits already stays, even beyond it. */
    void capacity(int value) {
        capacity = value;
    }

    /** Another number of queues: every frame goes to the one that {@code steer} names, those of one queue in order. */
    void resteer(int queues, ToIntFunction<SkBuff> steer) {
        ArrayDeque<SkBuff>[] before = waiting;
        waiting = empty(queues);
        for (ArrayDeque<SkBuff> queue : before) {
            for (SkBuff frame : queue) {
                waiting[steer.applyAsInt(frame)].add(frame);
            }
        }
    }

    int bytes() {
        return bytes;
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
