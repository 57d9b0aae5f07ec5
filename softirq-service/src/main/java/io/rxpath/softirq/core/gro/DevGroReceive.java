package io.rxpath.softirq.core.gro;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Gso;
import io.rxpath.skb.SkBuff;
import java.util.Arrays;

/**
 * Decides whether a packet joins a held one, is held itself or passes.
 *
 * <p>Kernel: net/core/gro.c dev_gro_receive(), gro_list_prepare(), gro_flush_oldest().
 */
final class DevGroReceive {
    private DevGroReceive() {}

    static GroResult receive(GroNode node, GroCb cb, long jiffies, int normalBatch) {
        SkBuff skb = cb.skb;
        if (skb.protocol != EthernetHeader.TYPE_IPV4) {
            return GroResult.NORMAL;
        }
        int bucket = skb.hash & (GroNode.BUCKETS - 1);
        GroList list = node.list(bucket);
        prepare(list, skb);
        if (skb.gsoSize > 0) {
            cb.count = skb.segments();
            cb.flush = (skb.gsoType & Gso.TCPV4) == 0;
        }
        GroCb ended = InetGroReceive.receive(list, cb);
        if (ended != null) {
            list.remove(ended);
            node.complete(ended, normalBatch);
        }
        GroResult result;
        if (cb.sameFlow) {
            result = cb.free ? GroResult.MERGED_FREE : GroResult.MERGED;
        } else if (cb.flush) {
            result = GroResult.NORMAL;
        } else {
            hold(node, list, cb, jiffies, normalBatch);
            result = GroResult.HELD;
        }
        node.updateBitmask(bucket);
        return result;
    }

    private static void hold(GroNode node, GroList list, GroCb cb, long jiffies, int normalBatch) {
        if (list.count() >= GroList.MAX_GRO_SKBS) {
            node.complete(list.removeOldest(), normalBatch);
        }
        cb.age = jiffies;
        if (cb.skb.gsoSize == 0) {
            cb.skb.gsoSize = cb.groLen();
        }
        list.addYoungest(cb);
    }

    /** Marks the held packets of the bucket that may be of the packet's flow as far as the link layer can tell. */
    private static void prepare(GroList list, SkBuff skb) {
        for (int i = 0; i < list.count(); i++) {
            GroCb p = list.get(i);
            p.sameFlow = p.skb.hash == skb.hash
                    && p.skb.port == skb.port
                    && p.skb.vlanTci == skb.vlanTci
                    && sameMacHeader(p.skb, skb);
        }
    }

    private static boolean sameMacHeader(SkBuff a, SkBuff b) {
        return Arrays.equals(
                a.buf(),
                a.macHeader(),
                a.macHeader() + EthernetHeader.LENGTH,
                b.buf(),
                b.macHeader(),
                b.macHeader() + EthernetHeader.LENGTH);
    }
}
