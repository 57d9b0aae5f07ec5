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
import io.rxpath.skb.VlanTag;
import io.rxpath.skb.WireFrame;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A network card: MAC, RSS, receive rings with their interrupts, a small packet buffer in front of them, transmit.
 *
 * <p>A frame from the cable is checked and filtered by {@link RxMac}, given to a queue by {@link Rss}, and written to
 * memory through a free descriptor; without one it waits in the packet buffer (rx_no_buffer_count) and, if that is full
 * too, is lost (rx_missed_errors). The ledger counts frames: received from the cable, delivered to memory, dropped,
 * consumed (pause frames), held in the packet buffer.
 *
 * <p>Modelled on what drivers/net/ethernet/intel/e1000e and ixgbe see of their hardware. Single-threaded.
 */
public final class Nic {
    /**
     * Bytes of one receive buffer. A longer frame takes several descriptors in a row; {@link SkBuff#descriptor} is the
     * last of them.
     */
    public static final int BUFFER_SIZE = 2048;

    private final NicOutput out;
    private final Counters<EthtoolStat> stats = new Counters<>(EthtoolStat.class);
    private final Ledger ledger = new Ledger(Layer.NIC);
    private final RxChecksum checksum;
    private final HeaderParser parser = new HeaderParser();
    private final TcpGsoSegment gso = new TcpGsoSegment();
    private final RxFifo fifo;
    private final TxPath tx;
    private final FlowControl flow;

    private NicSettings settings;
    private RxMac mac;
    private RxSteering steering;
    private int epoch;
    private DescriptorRing[] rings;
    private RxItr[] itr;
    // Of every queue there ever was: a queue that comes back counts on.
    private long[] queuePackets;
    private long[] queueBytes;
    private long interrupts;

    /**
     * A card with empty rings: the driver has given N-1 descriptors of each queue and unmasked its interrupt.
     *
     * @param epoch which life of the rings this is; a restarted card needs another one, and each time the rings are made
     *     anew it goes up by one
     */
    public Nic(NicSettings settings, int epoch, NicOutput out) {
        this(settings, epoch, out, 0);
    }

    /** As the public constructor, with the first index of every ring, so that tests reach the wrap at 2^32. */
    Nic(NicSettings settings, int epoch, NicOutput out, int firstIndex) {
        this.settings = settings;
        this.epoch = epoch;
        this.out = out;
        mac = new RxMac(settings, new MacFilter(settings), stats);
        steering = new RxSteering(settings, parser, stats);
        checksum = new RxChecksum(stats);
        rings = newRings(settings, epoch, firstIndex);
        itr = newItr();
        fifo = new RxFifo(rings.length, settings.fifoBytes());
        flow = new FlowControl(settings, out, stats);
        tx = new TxPath(out, stats, flow);
        queuePackets = new long[rings.length];
        queueBytes = new long[rings.length];
    }

    private static DescriptorRing[] newRings(NicSettings settings, int epoch, int firstIndex) {
        DescriptorRing[] rings = new DescriptorRing[settings.queues()];
        Arrays.setAll(rings, q -> new DescriptorRing(settings.ring(), epoch, firstIndex));
        return rings;
    }

    /**
     * Changes settings while the card runs. Another number of queues or descriptors makes the rings anew, in the next
     * epoch; what was written to memory before stays there for the driver, and what waits in the packet buffer goes
     * through the new rings, in order.
     */
    public void settings(NicSettings next, long now) {
        NicSettings before = settings;
        settings = next;
        mac = new RxMac(next, new MacFilter(next), stats);
        steering = steering.with(next);
        fifo.capacity(next.fifoBytes());
        boolean otherQueues = next.queues() != before.queues();
        if (otherQueues || next.ring() != before.ring()) {
            renewRings(otherQueues, now);
        } else if (!next.coalesce().equals(before.coalesce())) {
            for (int q = 0; q < rings.length; q++) {
                if (itr[q].deadline() != Long.MAX_VALUE) {
                    interrupt(q, now);
                }
            }
        }
        flow.configure(next, fifo.bytes(), now);
        tx.release(now);
    }

    private void renewRings(boolean otherQueues, long now) {
        for (int q = 0; q < rings.length; q++) {
            // The driver's unmask of the old ring will find it gone: what it may not have seen is announced now.
            if (rings[q].used() > 0) {
                raise(q, now);
            }
        }
        epoch++;
        rings = newRings(settings, epoch, 0);
        itr = newItr();
        if (otherQueues) {
            queuePackets = Arrays.copyOf(queuePackets, Math.max(queuePackets.length, rings.length));
            queueBytes = Arrays.copyOf(queueBytes, queuePackets.length);
            fifo.resteer(rings.length, steering::again);
        }
        for (int q = 0; q < rings.length; q++) {
            if (drain(q, now)) {
                interrupt(q, now);
            }
        }
    }

    private RxItr[] newItr() {
        return Stream.generate(RxItr::new).limit(rings.length).toArray(RxItr[]::new);
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
        RxMac.Verdict verdict = mac.check(from, bytes, len);
        if (verdict == RxMac.Verdict.PAUSE) {
            ledger.consumed(verdict.label, 1);
            flow.received(mac.pauseQuanta(), now);
            tx.release(now);
            return;
        }
        if (verdict != RxMac.Verdict.ACCEPT) {
            drop(verdict.label, "mac", 0, Arrays.copyOf(bytes, Math.max(0, Math.min(len, DropEvent.SNAP))), now);
            return;
        }
        SkBuff skb = settings.features().rxVlanOffload() ? VlanStrip.skb(bytes, len) : SkBuff.wrap(bytes, 0, len);
        if (!steering.steer(skb)) {
            drop("fdir_drop", "mac", 0, head(skb), now);
            return;
        }
        skb.port = from.port();
        skb.ipSummed = partial ? IpSummed.PARTIAL : IpSummed.NONE;
        skb.passed(Hop.WIRE, from.nanos() != 0 ? from.nanos() : now);
        enqueue(skb, now);
    }

    private void enqueue(SkBuff skb, long now) {
        int queue = skb.queueMapping;
        if (fifo.isEmpty(queue) && rings[queue].free() >= descriptors(skb)) {
            countNic(skb);
            dma(skb, now);
            interrupt(queue, now);
        } else if (fifo.offer(queue, skb)) {
            countNic(skb);
            stats.inc(EthtoolStat.RX_NO_BUFFER_COUNT);
            flow.filled(fifo.bytes(), skb.port, now);
        } else {
            stats.inc(EthtoolStat.RX_MISSED_ERRORS);
            drop(EthtoolStat.RX_MISSED_ERRORS.kernelName(), "fifo", skb.hash, head(skb), now);
            flow.filled(fifo.bytes(), skb.port, now);
        }
    }

    private static byte[] head(SkBuff skb) {
        return Arrays.copyOfRange(skb.buf(), skb.data(), skb.data() + Math.min(skb.len(), DropEvent.SNAP));
    }

    /** The hardware's counters, without what was missed (ixgbe_update_stats()). */
    private void countNic(SkBuff skb) {
        stats.inc(EthtoolStat.RX_PKTS_NIC);
        stats.add(EthtoolStat.RX_BYTES_NIC, skb.len() + (skb.vlanTci < 0 ? 0 : VlanTag.LENGTH) + EthernetFcs.LENGTH);
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
            checksum.verify(skb, parser, settings.rxChecksumMode());
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
        itr[queue].filled(skb.len(), now);
        skb.passed(Hop.DMA, now);
        ledger.delivered(1);
        out.dma(skb);
    }

    /** The queue wants an interrupt: at once, when moderation lets it, or, masked, when the driver unmasks. */
    private void interrupt(int queue, long now) {
        if (rings[queue].masked()) {
            return;
        }
        long due = itr[queue].due(settings.coalesce(), now);
        if (due <= now) {
            raise(queue, now);
        } else {
            itr[queue].waitUntil(due);
        }
    }

    private void raise(int queue, long now) {
        rings[queue].raise();
        itr[queue].raised(now);
        interrupts++;
        out.interrupt(new RingIrq(queue, epoch, rings[queue].head()));
    }

    private void drop(String reason, String place, int hash, byte[] packet, long now) {
        ledger.dropped(reason, 1);
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
            itr[queue].unmasked(rings[queue].head() - write.cleaned(), now);
            filled |= rings[queue].unmask(write.cleaned());
        }
        if (filled) {
            interrupt(queue, now);
        }
    }

    /** Moves waiting frames to memory in their order; true if there was one. */
    private boolean drain(int queue, long now) {
        boolean any = false;
        @Nullable SkBuff skb = fifo.peek(queue);
        while (skb != null && rings[queue].free() >= descriptors(skb)) {
            fifo.remove(queue);
            parser.parse(skb.buf(), skb.data(), skb.len());
            dma(skb, now);
            any = true;
            skb = fifo.peek(queue);
        }
        if (any) {
            flow.drained(fifo.bytes(), now);
        }
        return any;
    }

    /**
     * Sends one Ethernet frame without FCS on wire port {@link SkBuff#port}: cuts a super-packet, completes
     * CHECKSUM_PARTIAL, pads to 60 bytes, appends the FCS. Waits while the peer has us paused. Not part of the ledger, which is the receive direction's.
     */
    public void transmit(SkBuff frame, long now) {
        tx.transmit(frame, now);
    }

    /** When {@link #onTimeout} wants to be called, epoch nanoseconds; Long.MAX_VALUE for never. */
    public long nextTimeoutNanos() {
        long next = Math.min(flow.refreshAt(), tx.nextTimeoutNanos());
        for (RxItr queue : itr) {
            next = Math.min(next, queue.deadline());
        }
        return next;
    }

    /** Runs what is due at {@code now}: moderated interrupts, the end of a pause, the repetition of our own. */
    public void onTimeout(long now) {
        for (int q = 0; q < itr.length; q++) {
            if (itr[q].deadline() <= now) {
                itr[q].waitUntil(Long.MAX_VALUE);
                if (!rings[q].masked()) {
                    raise(q, now);
                }
            }
        }
        flow.refresh(now);
        tx.release(now);
    }

    /** Frames to send that wait for the end of the peer's pause. */
    public int heldTransmits() {
        return tx.held();
    }

    /** True while the peers of the cable are told to pause (XOFF sent, no XON since). */
    public boolean xoff() {
        return flow.xoff();
    }

    /** Interrupts raised, of all queues. */
    public long interrupts() {
        return interrupts;
    }

    /** Conservation of the receive direction, in frames. */
    public Ledger ledger() {
        return ledger;
    }

    /** Frames in the packet buffer. */
    public long heldSegments() {
        return fifo.frames();
    }

    /** The counters of ethtool -S. */
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

    /** The present life of the rings. */
    public int epoch() {
        return epoch;
    }
}
