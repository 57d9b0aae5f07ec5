package io.rxpath.nic.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetFcs;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.Hop;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.WireFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A network card: MAC, RSS, receive rings with their interrupts, a small packet buffer in front of them, transmit.
 *
 * <p>A frame from the cable is checked and filtered by {@link RxMac}, given to a queue by {@link Rss}, and written to
 * memory through a free descriptor; without one it waits in the packet buffer (rx_no_buffer_count) and, if that is full
 * too, is lost (rx_missed_errors). VLAN tags stay in the frame. The ledger counts frames: received from the cable,
 * delivered to memory, dropped, consumed (pause frames), held in the packet buffer.
 *
 * <p>Not modelled: receiving a pause frame does not stop {@link #transmit}, and the card sends none; no interrupt
 * moderation, so {@link #nextTimeoutNanos} never asks for a call.
 *
 * <p>Modelled on what drivers/net/ethernet/intel/e1000e and ixgbe see of their hardware. Single-threaded; the counters
 * and the ledger may be read by other threads.
 */
public final class Nic {
    /**
     * Bytes of one receive buffer. A longer frame takes several descriptors in a row; {@link SkBuff#descriptor} is the
     * last of them.
     */
    public static final int BUFFER_SIZE = 2048;

    private final NicSettings settings;
    private final NicOutput out;
    private final int epoch;
    private final Counters<EthtoolStat> stats = new Counters<>(EthtoolStat.class);
    private final Ledger ledger = new Ledger(Layer.NIC);
    private final MacFilter filter;
    private final RxMac mac;
    private final Rss rss;
    private final RxChecksum checksum;
    private final HeaderParser parser = new HeaderParser();
    private final TcpGsoSegment gso = new TcpGsoSegment();
    private final DescriptorRing[] rings;
    private final RxFifo fifo;
    private final TxPath tx;
    private final long[] queuePackets;
    private final long[] queueBytes;

    /**
     * A card with empty rings: the driver has given N-1 descriptors of each queue and unmasked its interrupt.
     *
     * @param epoch which life of the rings this is; a restarted card needs another one
     */
    public Nic(NicSettings settings, int epoch, NicOutput out) {
        this(settings, epoch, out, 0);
    }

    /** As the public constructor, with the first index of every ring, so that tests reach the wrap at 2^32. */
    Nic(NicSettings settings, int epoch, NicOutput out, int firstIndex) {
        this.settings = settings;
        this.epoch = epoch;
        this.out = out;
        filter = new MacFilter(settings);
        mac = new RxMac(settings, filter, stats);
        rss = new Rss(settings.rssKey(), settings.rssIndirection());
        checksum = new RxChecksum(stats);
        rings = new DescriptorRing[settings.queues()];
        for (int i = 0; i < rings.length; i++) {
            rings[i] = new DescriptorRing(settings.ring(), epoch, firstIndex);
        }
        fifo = new RxFifo(rings.length, settings.fifoBytes());
        tx = new TxPath(out, stats);
        queuePackets = new long[rings.length];
        queueBytes = new long[rings.length];
    }

    /**
     * One frame from the cable. A super-frame (gsoSize above 0) is first cut as its sender's card should have done, and
     * counts as its segments.
     *
     * @param frame its bytes belong to the card, and to the layers above, from now on
     */
    public void receive(WireFrame frame, long now) {
        byte[] bytes = frame.frame();
        if (frame.gsoSize() > 0 && !frame.hasFcs() && gso.start(bytes, 0, bytes.length, frame.gsoSize(), 0)) {
            for (int i = gso.segments(); i > 0; i--) {
                receive(frame, gso.next(), false, now);
            }
            return;
        }
        receive(frame, bytes, frame.partialChecksum(), now);
    }

    private void receive(WireFrame from, byte[] bytes, boolean partial, long now) {
        ledger.received(1);
        int len = bytes.length - (from.hasFcs() ? EthernetFcs.LENGTH : 0);
        RxMac.Verdict verdict = mac.check(bytes, len, from.hasFcs());
        if (verdict == RxMac.Verdict.PAUSE) {
            ledger.consumed(verdict.label, 1);
            return;
        }
        if (verdict != RxMac.Verdict.ACCEPT) {
            drop(verdict.label, "mac", 0, bytes, Math.max(0, len), now);
            return;
        }
        parser.parse(bytes, 0, len);
        SkBuff skb = SkBuff.wrap(bytes, 0, len);
        skb.port = from.port();
        skb.hash = rss.hash(bytes, parser);
        skb.l4Hash = parser.ports;
        skb.queueMapping = rss.queue(skb.hash, parser);
        skb.ipSummed = partial ? IpSummed.PARTIAL : IpSummed.NONE;
        skb.passed(Hop.WIRE, from.nanos() != 0 ? from.nanos() : now);
        enqueue(skb, now);
    }

    private void enqueue(SkBuff skb, long now) {
        int queue = skb.queueMapping;
        if (fifo.isEmpty(queue) && rings[queue].free() >= descriptors(skb)) {
            countNic(skb);
            dma(skb, now);
            interrupt(queue);
        } else if (fifo.offer(queue, skb)) {
            countNic(skb);
            stats.inc(EthtoolStat.RX_NO_BUFFER_COUNT);
        } else {
            stats.inc(EthtoolStat.RX_MISSED_ERRORS);
            drop(EthtoolStat.RX_MISSED_ERRORS.kernelName(), "fifo", skb.hash, skb.buf(), skb.len(), now);
        }
    }

    /** What the hardware's own counters hold; ixgbe takes the missed frames out of them (ixgbe_update_stats()). */
    private void countNic(SkBuff skb) {
        stats.inc(EthtoolStat.RX_PKTS_NIC);
        stats.add(EthtoolStat.RX_BYTES_NIC, skb.len() + EthernetFcs.LENGTH);
    }

    private static int descriptors(SkBuff skb) {
        return (skb.len() + BUFFER_SIZE - 1) / BUFFER_SIZE;
    }

    /** Writes a frame to memory; {@link #parser} holds its headers. */
    private void dma(SkBuff skb, long now) {
        int queue = skb.queueMapping;
        int taken = descriptors(skb);
        int first = rings[queue].fill(taken);
        if (taken > 1) {
            stats.add(EthtoolStat.NON_EOP_DESCS, taken - 1);
        }
        // The descriptor that ends the frame (EOP), so that the next to clean is always the one behind it.
        skb.descriptor = (long) epoch << 32 | first + taken - 1 & 0xffffffffL;
        if (skb.ipSummed == IpSummed.NONE && settings.rxCsumOffload()) {
            skb.ipSummed = checksum.verify(skb.buf(), parser);
        }
        stats.inc(EthtoolStat.RX_PACKETS);
        stats.add(EthtoolStat.RX_BYTES, skb.len());
        EthernetHeader eth = new EthernetHeader(skb.buf(), skb.data());
        if (eth.broadcast()) {
            stats.inc(EthtoolStat.RX_BROADCAST);
        } else if (eth.multicast()) {
            stats.inc(EthtoolStat.RX_MULTICAST);
        }
        queuePackets[queue]++;
        queueBytes[queue] += skb.len();
        skb.passed(Hop.DMA, now);
        ledger.delivered(1);
        out.dma(skb);
    }

    private void interrupt(int queue) {
        DescriptorRing ring = rings[queue];
        if (ring.raise()) {
            out.interrupt(new RingIrq(queue, epoch, ring.head()));
        }
    }

    private void drop(String reason, String place, int hash, byte[] bytes, int len, long now) {
        ledger.dropped(reason, 1);
        byte[] packet = Arrays.copyOf(bytes, Math.min(len, DropEvent.SNAP));
        out.drop(new DropEvent(Layer.NIC, hash, 1, now, reason, place, packet));
    }

    /** The driver's register writes. Those of another epoch, or that this ring cannot have caused, are ignored. */
    public void mmio(RingMmio write, long now) {
        int queue = write.queue();
        if (queue < 0 || queue >= rings.length || !rings[queue].doorbell(write)) {
            return;
        }
        boolean filled = drain(queue, now);
        // Unmasking last: a frame that leaves the buffer just now must raise one interrupt, not two and not none.
        if (write.unmask()) {
            filled |= rings[queue].unmask(write.cleaned());
        }
        if (filled) {
            interrupt(queue);
        }
    }

    /** Moves waiting frames to memory in their order; true if there was one. */
    private boolean drain(int queue, long now) {
        boolean any = false;
        @Nullable SkBuff skb = fifo.peek(queue);
        while (skb != null && rings[queue].free() >= descriptors(skb)) {
            fifo.remove(queue);
            parser.parse(skb.buf(), 0, skb.len());
            dma(skb, now);
            any = true;
            skb = fifo.peek(queue);
        }
        return any;
    }

    /**
     * Sends one Ethernet frame without FCS on wire port {@link SkBuff#port}: cuts a super-packet, completes
     * CHECKSUM_PARTIAL, pads to 60 bytes, appends the FCS. Not part of the ledger, which is the receive direction's.
     */
    public void transmit(SkBuff frame, long now) {
        tx.transmit(frame, now);
    }

    /** When {@link #onTimeout} wants to be called, epoch nanoseconds; Long.MAX_VALUE for never. */
    public long nextTimeoutNanos() {
        return Long.MAX_VALUE;
    }

    /** Runs what is due at {@code now}: nothing, see {@link #nextTimeoutNanos}. */
    public void onTimeout(long now) {}

    /** Lets frames to a group address in (kernel dev_mc_add()); joining twice changes nothing. */
    public void joinMulticast(long group) {
        filter.join(group);
    }

    /** Takes a group address out of the filter again; no effect if it was not in. */
    public void leaveMulticast(long group) {
        filter.leave(group);
    }

    /** Conservation of the receive direction, in frames. */
    public Ledger ledger() {
        return ledger;
    }

    /** Frames that wait in the packet buffer. */
    public long heldSegments() {
        return fifo.frames();
    }

    /** What ethtool -S shows. */
    public Counters<EthtoolStat> stats() {
        return stats;
    }

    /** Frames written to memory through a queue (rx_queue_N_packets). */
    public long queuePackets(int queue) {
        return queuePackets[queue];
    }

    /** Their bytes without FCS (rx_queue_N_bytes). */
    public long queueBytes(int queue) {
        return queueBytes[queue];
    }

    /** Descriptors the card has filled and the driver has not cleaned, 0..ring-1. */
    public int usedDescriptors(int queue) {
        return rings[queue].used();
    }

    /** Frames of a queue that wait in the packet buffer. */
    public int fifoFrames(int queue) {
        return fifo.frames(queue);
    }

    /** The settings of this card. */
    public NicSettings settings() {
        return settings;
    }

    /** The life of the rings, as given to the constructor. */
    public int epoch() {
        return epoch;
    }
}
