package io.rxpath.ip.core;

import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests for other hosts that we answer a little later, to leave the host itself the first word (kernel
 * net/core/neighbour.c pneigh_enqueue(), neigh_proxy_process()).
 */
public final class PneighQueue {
    /** Answers a request whose time has come. */
    public interface Redo {
        void redo(SkBuff skb, long now);
    }

    private record Waiting(SkBuff skb, long at) {}

    private final Net net;
    private final Prandom random;
    private final List<Waiting> queue = new ArrayList<>();
    private long next = Long.MAX_VALUE;

    /** An empty queue. */
    public PneighQueue(Net net, Prandom random) {
        this.net = net;
        this.random = random;
    }

    /** Lets one wait; if too many do already it is lost. */
    public void enqueue(SkBuff skb, NeighSettings settings, long now) {
        if (queue.size() > settings.proxyQlen()) {
            net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, "pneigh_enqueue", now);
            return;
        }
        long jiffies = settings.proxyDelayNanos() / Net.JIFFY;
        long delay = Integer.toUnsignedLong(random.getAsInt()) * jiffies >>> Integer.SIZE;
        long at = now + delay * Net.JIFFY;
        queue.add(new Waiting(skb, at));
        next = Math.min(next, at);
    }

    /** Wire segments that wait. */
    public long heldSegments() {
        long sum = 0;
        for (Waiting waiting : queue) {
            sum += waiting.skb.segments();
        }
        return sum;
    }

    /** When {@link #onTimeout} wants to be called, or Long.MAX_VALUE. */
    public long nextTimeoutNanos() {
        return next;
    }

    /** Answers those whose time has come, in the order in which they came. */
    public void onTimeout(Redo redo, long now) {
        if (now < next) {
            return;
        }
        next = Long.MAX_VALUE;
        List<Waiting> all = List.copyOf(queue);
        queue.clear();
        for (Waiting waiting : all) {
            if (waiting.at <= now) {
                redo.redo(waiting.skb, now);
            } else {
                queue.add(waiting);
                next = Math.min(next, waiting.at);
            }
        }
    }
}
