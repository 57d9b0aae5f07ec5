package io.rxpath.softirq.core;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.VlanTag;

/**
 * Takes a VLAN tag out of a packet that the card has left it in.
 *
 * <p>Kernel: net/core/skbuff.c skb_vlan_untag(), skb_reorder_vlan_header(), include/linux/if_vlan.h
 * vlan_set_encap_proto().
 */
final class SkbVlanUntag {
    private SkbVlanUntag() {}

    /**
     * The packet's protocol is that of a tag, whose control information is where data begins. False if the packet is too
     * short for one. A packet whose tag the card has taken out keeps the second one for another time.
     */
    static boolean apply(SkBuff skb) {
        if (skb.vlanTci >= 0) {
            return true;
        }
        // The two bytes behind the tag tell IPX from LLC where the type is a length.
        if (skb.len() < VlanTag.LENGTH + 2) {
            return false;
        }
        if (skb.headLen() < VlanTag.LENGTH + 2) {
            skb.linearize();
        }
        // The tag begins with the type that stands in front of data.
        int tagAt = skb.data() - 2;
        VlanTag tag = new VlanTag(skb.buf(), tagAt);
        skb.vlanTci = tag.tci();
        if (skb.ipSummed == IpSummed.COMPLETE) {
            long pulled = InternetChecksum.partial(skb.buf(), skb.data(), VlanTag.LENGTH, 0);
            skb.csum = InternetChecksum.fold(skb.csum + (0xffffL ^ InternetChecksum.fold(pulled)));
        }
        skb.pull(VlanTag.LENGTH);
        int mac = skb.macHeader();
        byte[] a = skb.buf();
        System.arraycopy(a, mac, a, mac + VlanTag.LENGTH, tagAt - mac);
        skb.headers(mac + VlanTag.LENGTH, skb.data(), skb.transportHeader());
        int type = new EthernetHeader(a, skb.data() - EthernetHeader.LENGTH).type();
        skb.protocol = EthTypeTrans.protocol(skb, type);
        return true;
    }
}
