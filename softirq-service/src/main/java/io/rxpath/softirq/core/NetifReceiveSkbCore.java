package io.rxpath.softirq.core;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Hop;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SoftnetStat;
import org.jspecify.annotations.Nullable;

/**
 * The end of the softirq's own work on a packet: VLAN tags, taps, and off to the protocols. That no protocol wants a
 * packet is for the layer above to find out and to count.
 *
 * <p>There are no VLAN devices: a packet of a VLAN is one for another host. A tag without a VLAN only has a priority, which
 * nobody looks at.
 *
 * <p>Kernel: net/core/dev.c __netif_receive_skb_core().
 */
final class NetifReceiveSkbCore {
    private static final int VID_MASK = 0xfff;

    private final Ledger ledger;
    private final SoftirqOutput out;
    private @Nullable Tap tap;
    private GroTrace trace = GroTrace.OFF;

    NetifReceiveSkbCore(Ledger ledger, SoftirqOutput out) {
        this.ledger = ledger;
        this.out = out;
    }

    void trace(GroTrace next) {
        trace = next;
    }

    void tap(@Nullable Tap next) {
        tap = next;
    }

    /** A packet, on the CPU {@code sd}, whose protocol is known and whose data begins behind the Ethernet header. */
    void receive(SkBuff skb, SoftnetData sd, long now) {
        if (skb.hop(Hop.GRO) == 0) {
            skb.passed(Hop.GRO, now);
        }
        trace.netifReceiveSkb(skb);
        sd.stats.inc(SoftnetStat.PROCESSED);
        if (tagged(skb) && !SkbVlanUntag.apply(skb)) {
            free(skb, now);
            return;
        }
        Tap looking = tap;
        if (looking != null) {
            looking.packet(skb, skb.hop(Hop.GRO));
        }
        if (skb.vlanTci >= 0 && !checkVlanId(skb)) {
            free(skb, now);
            return;
        }
        ledger.delivered(skb.segments());
        out.receive(skb);
    }

    /** The tag is used up; false if the packet is too short for the next one behind it. */
    private static boolean checkVlanId(SkBuff skb) {
        while ((skb.vlanTci & VID_MASK) == 0 && tagged(skb)) {
            skb.vlanTci = -1;
            if (!SkbVlanUntag.apply(skb)) {
                return false;
            }
        }
        if ((skb.vlanTci & VID_MASK) != 0) {
            skb.pktType = PacketType.OTHERHOST;
        }
        skb.vlanTci = -1;
        return true;
    }

    private static boolean tagged(SkBuff skb) {
        return skb.protocol == EthernetHeader.TYPE_VLAN || skb.protocol == EthernetHeader.TYPE_QINQ;
    }

    private void free(SkBuff skb, long now) {
        String reason = SkbDropReason.NOT_SPECIFIED.name();
        ledger.dropped(reason, skb.segments());
        out.drop(DropEvent.of(Layer.SOFTIRQ, skb, reason, "skb_vlan_untag", now));
    }
}
