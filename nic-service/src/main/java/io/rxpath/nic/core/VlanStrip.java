package io.rxpath.nic.core;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.VlanTag;

/**
 * Receive VLAN offload: the card takes an outer 802.1Q tag out of the frame and writes it into the descriptor (kernel
 * drivers/net/ethernet/intel/e1000e/netdev.c e1000e_vlan_strip_enable(), e1000_receive_skb()). 802.1ad tags stay.
 */
final class VlanStrip {
    private VlanStrip() {}

    /** The frame's {@code len} bytes as an skb, with the tag beside it if there is one to take out. */
    static SkBuff skb(byte[] frame, int len) {
        if (len < EthernetHeader.LENGTH + VlanTag.LENGTH
                || new EthernetHeader(frame, 0).type() != EthernetHeader.TYPE_VLAN) {
            return SkBuff.wrap(frame, 0, len);
        }
        int addresses = EthernetHeader.LENGTH - 2;
        int tci = new VlanTag(frame, addresses).tci();
        System.arraycopy(frame, 0, frame, VlanTag.LENGTH, addresses);
        SkBuff skb = SkBuff.wrap(frame, VlanTag.LENGTH, len);
        skb.vlanTci = tci;
        return skb;
    }
}
