package io.rxpath.softirq.core.gro;

import io.rxpath.skb.SkBuff;
import java.util.ArrayList;
import java.util.List;

/**
 * The GRO state of one NAPI: held packets in hash buckets, and the list of packets that are ready to go up. A packet is
 * at any time in one of the two, or has been given to {@link GroOutput}.
 *
 * <p>Kernel: include/linux/netdevice.h struct gro_node; net/core/gro.c gro_receive_skb(), gro_normal_one(), __gro_flush().
 */
public final class GroNode {
    /** Hash buckets (kernel GRO_HASH_BUCKETS). */
    static final int BUCKETS = 8;

    private final GroOutput out;
    private final EstablishedSockets sockets;
    private GroFeatures features = GroFeatures.DEFAULTS;
    private final GroList[] hash = new GroList[BUCKETS];
    private final GroCb[] pool = new GroCb[BUCKETS * GroList.MAX_GRO_SKBS + 1];
    private int pooled;

    /** A bit for each bucket that holds packets. */
    private int bitmask;

    private final List<SkBuff> rxList = new ArrayList<>();
    private int rxCount;

    /** A node that holds nothing, of a host that is the end of every TCP connection it sees. */
    public GroNode(GroOutput out) {
        this(out, EstablishedSockets.ALL);
    }

    /** A node that holds nothing. */
    public GroNode(GroOutput out, EstablishedSockets sockets) {
        this.out = out;
        this.sockets = sockets;
        for (int i = 0; i < BUCKETS; i++) {
            hash[i] = new GroList();
        }
    }

    /**
     * Takes a packet whose data begins at the network header and whose protocol and MAC header are set. It may go up
     * now, or later with others.
     *
     * @param settings what the device has switched on; may be another one at each call
     * @param jiffies the jiffy it is
     */
    public GroResult receive(SkBuff skb, GroFeatures settings, long jiffies) {
        features = settings;
        int normalBatch = settings.normalBatch();
        if (!settings.on()) {
            normalOne(skb, 1, normalBatch);
            return GroResult.NORMAL;
        }
        GroCb cb = pooled > 0 ? pool[--pooled] : new GroCb();
        cb.reset(skb);
        GroResult result = DevGroReceive.receive(this, cb, jiffies);
        if (result != GroResult.HELD) {
            recycle(cb);
        }
        if (result == GroResult.NORMAL) {
            normalOne(skb, 1, normalBatch);
        }
        return result;
    }

    /**
     * Ends held runs, and passes up all that is ready (gro_flush_normal).
     *
     * @param flushOld only the runs held since an earlier jiffy
     */
    public void flushNormal(boolean flushOld, long jiffies, int normalBatch) {
        if (bitmask != 0) {
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                flushChain(bucket, flushOld, jiffies, normalBatch);
            }
        }
        normalList();
    }

    private void flushChain(int bucket, boolean flushOld, long jiffies, int normalBatch) {
        GroList list = hash[bucket];
        while (list.count() > 0 && !(flushOld && list.get(0).age == jiffies)) {
            complete(list.removeOldest(), normalBatch);
        }
        updateBitmask(bucket);
    }

    /** True if packets are held in the buckets. */
    public boolean holding() {
        return bitmask != 0;
    }

    /** Wire segments in the buckets and in the list. */
    public long segments() {
        long segments = 0;
        for (GroList list : hash) {
            for (int i = 0; i < list.count(); i++) {
                segments += list.get(i).count;
            }
        }
        for (SkBuff skb : rxList) {
            segments += skb.segments();
        }
        return segments;
    }

    GroFeatures features() {
        return features;
    }

    EstablishedSockets sockets() {
        return sockets;
    }

    GroList list(int bucket) {
        return hash[bucket];
    }

    void updateBitmask(int bucket) {
        if (hash[bucket].count() > 0) {
            bitmask |= 1 << bucket;
        } else {
            bitmask &= ~(1 << bucket);
        }
    }

    /** A run has ended: makes it a packet the stack can read, and lines it up. It is in no bucket any more. */
    void complete(GroCb head, int normalBatch) {
        GroComplete.complete(head);
        SkBuff skb = head.skb;
        int segments = head.count;
        recycle(head);
        normalOne(skb, segments, normalBatch);
    }

    private void normalOne(SkBuff skb, int segments, int normalBatch) {
        rxList.add(skb);
        rxCount += segments;
        if (rxCount >= normalBatch) {
            normalList();
        }
    }

    private void normalList() {
        if (rxCount == 0) {
            return;
        }
        for (int i = 0; i < rxList.size(); i++) {
            out.receive(rxList.get(i));
        }
        rxList.clear();
        rxCount = 0;
    }

    private void recycle(GroCb cb) {
        cb.release();
        pool[pooled++] = cb;
    }
}
