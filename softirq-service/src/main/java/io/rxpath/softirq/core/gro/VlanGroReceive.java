package io.rxpath.softirq.core.gro;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.SkBuff;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * GRO's look at a VLAN tag that no card took off. What is behind it may be a tag again.
 *
 * <p>Kernel: net/8021q/vlan_core.c vlan_gro_receive(), as its source has it: the measured 6.18 kernel was built without
 * CONFIG_VLAN_8021Q, see {@link GroFeatures#vlan8021q}.
 */
final class VlanGroReceive {
    private static final int TAG = 4;
    private static final int TYPE_8021Q = 0x8100;
    private static final int TYPE_8021AD = 0x88a8;

    private VlanGroReceive() {}

    static boolean isTag(int type) {
        return type == TYPE_8021Q || type == TYPE_8021AD;
    }

    static @Nullable GroCb receive(GroNode node, GroList list, GroCb cb) {
        if (!cb.header(TAG)) {
            cb.flush = true;
            return null;
        }
        SkBuff skb = cb.skb;
        int offset = cb.dataOffset;
        int at = skb.data() + offset;
        // Two bytes of tag control information, then the type of what follows: as an Ethernet header ends.
        int type = new EthernetHeader(skb.buf(), at + TAG - EthernetHeader.LENGTH).type();
        if (!DevGroReceive.handled(node, type)) {
            cb.flush = true;
            return null;
        }
        for (int i = 0; i < list.count(); i++) {
            GroCb p = list.get(i);
            if (p.sameFlow) {
                int at2 = p.skb.data() + offset;
                p.sameFlow = Arrays.equals(skb.buf(), at, at + TAG, p.skb.buf(), at2, at2 + TAG);
            }
        }
        cb.dataOffset += TAG;
        return DevGroReceive.byType(node, list, cb, type);
    }
}
