package io.rxpath.nic.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetFcs;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Layer;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.WireFrame;
import java.util.ArrayDeque;

/**
 * Transmit: segmentation offload, transmit checksum offload, padding to 60 bytes, FCS (drivers/net/ethernet/intel/
 * e1000e/netdev.c e1000_xmit_frame(), e1000_tso(), e1000_tx_csum(); the cutting and summing is the hardware's). There is
 * no transmit ring: what is handed over leaves at once, or, while the peer has paused us, in order after the pause.
 */
final class TxPath {
    /** Smallest frame without FCS (kernel ETH_ZLEN). */
    private static final int MIN_FRAME = 60;

    private final NicOutput out;
    private final FlowControl flow;
    private final ArrayDeque<SkBuff> held = new ArrayDeque<>();
    private final Counters<EthtoolStat> stats;
    private final HeaderParser parser = new HeaderParser();
    private final TcpGsoSegment tso = new TcpGsoSegment();

    TxPath(NicOutput out, Counters<EthtoolStat> stats, FlowControl flow) {
        this.flow = flow;
        this.out = out;
        this.stats = stats;
    }

    void transmit(SkBuff skb, long now) {
        release(now);
        if (flow.heldUntil() > now) {
            held.add(skb);
        } else {
            sendAll(skb, now);
        }
    }

    /** Sends what was held, if the pause is over. */
    void release(long now) {
        while (flow.heldUntil() <= now && !held.isEmpty()) {
            sendAll(held.remove(), now);
        }
    }

    /** Frames that wait for the end of the pause. */
    int held() {
        return held.size();
    }

    /** When {@link #release} has something to do; Long.MAX_VALUE for never. */
    long nextTimeoutNanos() {
        return held.isEmpty() ? Long.MAX_VALUE : flow.heldUntil();
    }

    private void sendAll(SkBuff skb, long now) {
        int len = skb.len();
        if (len < EthernetHeader.LENGTH) {
            out.drop(DropEvent.of(Layer.NIC, skb, SkbDropReason.PKT_TOO_SMALL.name(), "e1000_xmit_frame", now));
            return;
        }
        if (skb.gsoSize > 0) {
            byte[] whole = skb.toByteArray();
            if (tso.start(whole, 0, len, skb.gsoSize, skb.gsoType)) {
                for (int i = tso.segments(); i > 0; i--) {
                    byte[] segment = tso.next();
                    byte[] wire = onWire(segment.length);
                    System.arraycopy(segment, 0, wire, 0, segment.length);
                    send(wire, skb.port, now);
                }
                return;
            }
        }
        byte[] wire = onWire(len);
        skb.copyTo(wire, 0);
        if (skb.ipSummed == IpSummed.PARTIAL) {
            parser.parse(wire, 0, len);
            if (parser.tcp() || parser.udp()) {
                parser.completeL4Checksum();
            }
        }
        send(wire, skb.port, now);
    }

    /** Room for a frame of {@code len} bytes, its padding, which is zero, and its FCS. */
    private static byte[] onWire(int len) {
        return new byte[Math.max(MIN_FRAME, len) + EthernetFcs.LENGTH];
    }

    private void send(byte[] wire, int port, long now) {
        int len = wire.length - EthernetFcs.LENGTH;
        EthernetFcs.append(wire, 0, len);
        stats.inc(EthtoolStat.TX_PACKETS);
        stats.add(EthtoolStat.TX_BYTES, len);
        EthernetHeader eth = new EthernetHeader(wire, 0);
        if (eth.broadcast()) {
            stats.inc(EthtoolStat.TX_BROADCAST);
        } else if (eth.multicast()) {
            stats.inc(EthtoolStat.TX_MULTICAST);
        }
        out.wireTransmit(new WireFrame(port, now, true, false, 0, wire));
    }
}
