package io.rxpath.nic.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.EthernetFcs;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.WireFrame;
import java.util.TreeSet;

/**
 * IEEE 802.3 annex 31B flow control. Sending: when the packet buffer fills beyond a high-water mark, an XOFF goes out of
 * each wire port that frames come in by, again before the peer's pause runs out, and an XON once the buffer has fallen
 * to the low-water mark. The marks are e1000e's (drivers/net/ethernet/intel/e1000e/netdev.c e1000e_reset()), the pause
 * time is ixgbe's longest, since its refresh has to cross Kafka. Receiving: an XOFF holds the transmitter for its
 * quanta of 512 bit times.
 *
 * <p>Pause frames are not in tx_packets, from which ixgbe subtracts them (ixgbe_update_stats()).
 */
final class FlowControl {
    /** Where PAUSE frames are sent: 01:80:c2:00:00:01. */
    static final long PAUSE_ADDRESS = 0x0180_c200_0001L;

    static final int PAUSE_OPCODE = 1;

    /** Quanta of our XOFF (ixgbe IXGBE_DEFAULT_FCPAUSE). */
    static final int PAUSE_TIME = 0xffff;

    private static final long NEVER = Long.MAX_VALUE;
    private static final int MIN_FRAME = 60;

    private final NicOutput out;
    private final Counters<EthtoolStat> stats;
    private NicSettings settings;
    private final TreeSet<Integer> stopped = new TreeSet<>();
    private long refreshAt = NEVER;
    private long heldUntil = Long.MIN_VALUE;

    FlowControl(NicSettings settings, NicOutput out, Counters<EthtoolStat> stats) {
        this.settings = settings;
        this.out = out;
        this.stats = stats;
    }

    void configure(NicSettings next, int fifoBytes, long now) {
        settings = next;
        if (!next.pause().rx()) {
            heldUntil = Long.MIN_VALUE;
        }
        if (!next.pause().tx()) {
            start(now);
        } else {
            drained(fifoBytes, now);
        }
    }

    int highWater() {
        int fifo = settings.fifoBytes();
        int largest = settings.maxFrame() + EthernetFcs.LENGTH;
        return Math.max(0, Math.min((int) (fifo * 9L / 10), fifo - largest)) & ~7;
    }

    int lowWater() {
        return Math.max(0, highWater() - 8);
    }

    /** True while peers are told to wait. */
    boolean xoff() {
        return !stopped.isEmpty();
    }

    /** A frame from {@code port} went into the packet buffer. */
    void filled(int fifoBytes, int port, long now) {
        if (settings.pause().tx() && fifoBytes > highWater() && stopped.add(port)) {
            if (refreshAt == NEVER) {
                refreshAt = now + quanta(PAUSE_TIME) / 2;
            }
            send(port, PAUSE_TIME, now);
        }
    }

    /** Frames left the packet buffer. */
    void drained(int fifoBytes, long now) {
        if (fifoBytes <= lowWater()) {
            start(now);
        }
    }

    private void start(long now) {
        for (int port : stopped) {
            send(port, 0, now);
        }
        stopped.clear();
        refreshAt = NEVER;
    }

    /** Repeats XOFF if the pause is half over. */
    void refresh(long now) {
        if (refreshAt <= now) {
            refreshAt = now + quanta(PAUSE_TIME) / 2;
            for (int port : stopped) {
                send(port, PAUSE_TIME, now);
            }
        }
    }

    long refreshAt() {
        return refreshAt;
    }

    private void send(int port, int quanta, long now) {
        byte[] wire = new byte[MIN_FRAME + EthernetFcs.LENGTH];
        new EthernetHeader(wire, 0).dst(PAUSE_ADDRESS).src(settings.mac()).type(EthernetHeader.TYPE_PAUSE);
        wire[EthernetHeader.LENGTH + 1] = PAUSE_OPCODE;
        wire[EthernetHeader.LENGTH + 2] = (byte) (quanta >>> 8);
        wire[EthernetHeader.LENGTH + 3] = (byte) quanta;
        EthernetFcs.append(wire, 0, MIN_FRAME);
        stats.inc(quanta == 0 ? EthtoolStat.TX_FLOW_CONTROL_XON : EthtoolStat.TX_FLOW_CONTROL_XOFF);
        out.wireTransmit(new WireFrame(port, now, true, false, 0, wire));
    }

    /** A PAUSE frame came in. */
    void received(int quanta, long now) {
        if (settings.pause().rx()) {
            heldUntil = quanta == 0 ? Long.MIN_VALUE : now + quanta(quanta);
        }
    }

    /** Until when the transmitter waits; Long.MIN_VALUE: it does not. */
    long heldUntil() {
        return heldUntil;
    }

    private long quanta(int n) {
        return n * 512_000L / settings.linkMbps();
    }
}
