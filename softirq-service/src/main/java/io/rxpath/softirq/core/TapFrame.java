package io.rxpath.softirq.core;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.VlanTag;
import java.util.Arrays;

/**
 * The frame a tap shows: from the MAC header on, with the VLAN tag put in again that was taken out, as libpcap does with
 * the tag that AF_PACKET gives it. The tag is one of IEEE 802.1Q, as the packet does not say whether it was another.
 *
 * <p>Kernel: net/packet/af_packet.c packet_rcv(), tpacket_rcv(), which take the tag from the skb.
 */
public final class TapFrame {
    private static final int MAC_ADDRESSES = 12;

    private TapFrame() {}

    /** Bytes of the whole frame. */
    public static int length(SkBuff skb) {
        return skb.data() - skb.macHeader() + skb.len() + (skb.vlanTci >= 0 ? VlanTag.LENGTH : 0);
    }

    /** The frame's first bytes, at most {@code snaplen}; a new array. */
    public static byte[] copy(SkBuff skb, int snaplen) {
        byte[] frame = new byte[length(skb)];
        int mac = skb.macHeader();
        int tag = skb.vlanTci >= 0 ? VlanTag.LENGTH : 0;
        System.arraycopy(skb.buf(), mac, frame, 0, MAC_ADDRESSES);
        if (tag > 0) {
            new VlanTag(frame, MAC_ADDRESSES).tpid(EthernetHeader.TYPE_VLAN).tci(skb.vlanTci);
        }
        int header = skb.data() - mac;
        System.arraycopy(skb.buf(), mac + MAC_ADDRESSES, frame, MAC_ADDRESSES + tag, header - MAC_ADDRESSES);
        skb.copyTo(frame, header + tag);
        return frame.length <= snaplen ? frame : Arrays.copyOf(frame, snaplen);
    }
}
