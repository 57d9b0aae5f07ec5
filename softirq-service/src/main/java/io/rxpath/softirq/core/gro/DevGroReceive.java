package io.rxpath.softirq.core.gro;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Gso;
import io.rxpath.skb.SkBuff;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a packet joins a held one, is held itself or passes.
 *
 * <p>Kernel: net/core/gro.c dev_gro_receive(), gro_list_prepare(), gro_flush_oldest(), gro_find_receive_by_type().
 */
final class DevGroReceive {
    private DevGroReceive() {}

    static GroResult receive(GroNode node, GroCb cb, long jiffies) {
        SkBuff skb = cb.skb;
        if (!handled(node, skb.protocol)) {
            return GroResult.NORMAL;
        }
        int normalBatch = node.features().normalBatch();
        int bucket = skb.hash & (GroNode.BUCKETS - 1);
        GroList list = node.list(bucket);
        prepare(list, skb);
        if (skb.gsoSize > 0) {
            cb.count = skb.segments();
            cb.flush = (skb.gsoType & (Gso.TCPV4 | Gso.TCPV6)) == 0;
        }
        GroCb ended = byType(node, list, cb, skb.protocol);
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

    /** True if GRO can read what an EtherType stands for. */
    static boolean handled(GroNode node, int type) {
        return type == EthernetHeader.TYPE_IPV4
                || type == EthernetHeader.TYPE_IPV6
                || node.features().vlan8021q() && VlanGroReceive.isTag(type);
    }

    /**
     * Looks at the header that {@code type} says begins at {@code cb.dataOffset}. Sets {@link GroCb#flush} if the packet
     * cannot be held and {@link GroCb#sameFlow} if it was merged.
     *
     * @return the held packet whose run has ended, or null
     */
    static @Nullable GroCb byType(GroNode node, GroList list, GroCb cb, int type) {
        return switch (type) {
            case EthernetHeader.TYPE_IPV4 -> InetGroReceive.receive(node, list, cb);
            case EthernetHeader.TYPE_IPV6 -> Ipv6GroReceive.receive(node, list, cb);
            default -> VlanGroReceive.receive(node, list, cb);
        };
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
