package io.rxpath.nic.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.rxpath.kit.CoreTicker;
import io.rxpath.kit.DeadLetters;
import io.rxpath.kit.LayerMeters;
import io.rxpath.kit.LayerView;
import io.rxpath.kit.RecordPublisher;
import io.rxpath.nic.core.Nic;
import io.rxpath.nic.core.NicOutput;
import io.rxpath.nic.core.NicSettings;
import io.rxpath.nic.wire.VxlanPort;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.Hop;
import io.rxpath.skb.Layer;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.MalformedRecordException;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.Topic;
import io.rxpath.skb.WireFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.Acknowledgment;

/**
 * The card between its core and the topics. Frames come from Kafka's thread and from the VXLAN port's; one lock makes
 * them one card.
 */
public final class NicDevice implements NicOutput, LayerView, CoreTicker.Timed {
    /** Wire port of the topics wire.rx and wire.tx. */
    public static final int TOPIC_WIRE_PORT = 0;
    /** Wire port of the VXLAN cable. */
    public static final int VXLAN_WIRE_PORT = 1;
    /** A transmitted frame with this port leaves on every cable of eth0. */
    public static final int ALL_WIRE_PORTS = 0xffff;

    /** Frames taken off the topic that may wait while a pause lasts. */
    private static final int CABLE_FRAMES = 4096;

    private final Nic nic;
    private final RecordPublisher publisher;
    private final @Nullable VxlanPort vxlan;
    private final LongSupplier clock;
    private final LayerMeters.HopTimer hop;
    private final ReentrantLock lock = new ReentrantLock();
    /** Frames that have not reached the card: their sender was asked to pause when they were under way. */
    private final ArrayDeque<WireFrame> cable = new ArrayDeque<>();

    private List<Acknowledgment> waiting = new ArrayList<>();
    private @Nullable WireValve valve;
    private boolean valveOpen = true;

    /** A card that begins a new life: its rings' epoch is the second it was made in. */
    public NicDevice(
            NicSettings settings,
            RecordPublisher publisher,
            @Nullable VxlanPort vxlan,
            LongSupplier clock,
            MeterRegistry registry) {
        this.nic = new Nic(settings, (int) (clock.getAsLong() / 1_000_000_000L), this);
        this.publisher = publisher;
        this.vxlan = vxlan;
        this.clock = clock;
        this.hop = LayerMeters.hop(registry, Hop.WIRE, Hop.DMA);
    }

    /** Works off one poll of wire.rx, nic.mmio and nic.tx; acknowledges it when all that came of it has arrived. */
    void onBatch(ConsumerRecords<byte[], byte[]> records, Acknowledgment acknowledgment) {
        lock.lock();
        try {
            publisher.check();
            // Doorbells first: they rang while this poll was under way.
            each(records, Topic.NIC_MMIO, value -> {
                List<RingMmio> writes = RecordListReader.ringMmios(value);
                long now = clock.getAsLong();
                writes.forEach(write -> nic.mmio(write, now));
            });
            each(records, Topic.WIRE_RX, value -> {
                List<WireFrame> frames = RecordListReader.wireFrames(value);
                long now = clock.getAsLong();
                for (WireFrame frame : frames) {
                    if (cable.isEmpty() && !nic.xoff()) {
                        nic.receive(frame, now);
                    } else {
                        cable.add(frame);
                    }
                }
            });
            each(records, Topic.NIC_TX, value -> {
                List<SkBuff> frames = RecordListReader.skbs(value, 0);
                long now = clock.getAsLong();
                frames.forEach(frame -> nic.transmit(frame, now));
            });
            waiting.add(acknowledgment);
            endBatch();
        } finally {
            lock.unlock();
        }
    }

    private interface Work {
        void of(byte[] value);
    }

    private void each(ConsumerRecords<byte[], byte[]> records, Topic topic, Work work) {
        for (ConsumerRecord<byte[], byte[]> in : records.records(topic.topicName())) {
            try {
                work.of(in.value());
            } catch (MalformedRecordException fault) {
                publisher.send(
                        DeadLetters.of(Layer.NIC.label(), in.topic(), in.partition(), in.offset(), in.value(), fault));
            }
        }
    }

    /** New settings, from now on. */
    public void settings(NicSettings next) {
        lock.lock();
        try {
            if (!next.equals(nic.settings())) {
                nic.settings(next, clock.getAsLong());
                endBatch();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Frames in the FIFO, or held back by a pause on either side, exist nowhere else yet: what brought them stays unacknowledged until
     * they are in a ring or on the cable.
     */
    private void endBatch() {
        takeFromCable();
        if (nic.heldSegments() == 0 && nic.heldTransmits() == 0 && cable.isEmpty()) {
            List<Acknowledgment> done = waiting;
            waiting = new ArrayList<>();
            publisher.endBatch(() -> done.forEach(Acknowledgment::acknowledge));
        } else {
            publisher.flush();
        }
    }

    /**
     * A cable of a few metres holds little when its sender is told to pause; the topic holds all that was sent until the
     * sender heard of it. So the card takes no more from it while the pause lasts. (ADR 7)
     */
    private void takeFromCable() {
        long now = clock.getAsLong();
        while (!cable.isEmpty() && !nic.xoff()) {
            nic.receive(cable.remove(), now);
        }
        WireValve ofListener = valve;
        boolean open = cable.size() <= CABLE_FRAMES;
        if (ofListener != null && open != valveOpen && ofListener.open(open)) {
            valveOpen = open;
        }
    }

    /** The listener's valve: closed while more frames wait on the cable than fit into memory comfortably. */
    public void valve(WireValve ofListener) {
        valve = ofListener;
    }

    /** A frame from the VXLAN cable, which cannot wait. */
    void onCable(WireFrame frame) {
        lock.lock();
        try {
            nic.receive(frame, clock.getAsLong());
            endBatch();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nextTimeoutNanos() {
        lock.lock();
        try {
            return nic.nextTimeoutNanos();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void tick() {
        lock.lock();
        try {
            nic.onTimeout(clock.getAsLong());
            endBatch();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void dma(SkBuff frame) {
        hop.record(frame);
        publisher
                .list(Topic.NIC_RX, Topic.partition(frame.queueMapping, publisher.partitions()))
                .add(frame);
    }

    @Override
    public void interrupt(RingIrq irq) {
        publisher
                .list(Topic.NIC_IRQ, Topic.partition(irq.queue(), publisher.partitions()))
                .add(irq);
    }

    @Override
    public void wireTransmit(WireFrame frame) {
        publisher
                .list(Topic.WIRE_TX, Topic.partition(frame.port(), publisher.partitions()))
                .add(frame);
        int cable = frame.port() == ALL_WIRE_PORTS ? VXLAN_WIRE_PORT : frame.port();
        if (vxlan != null && vxlan.has(cable)) {
            byte[] bytes = frame.frame();
            vxlan.send(cable, frame.hasFcs() ? Arrays.copyOf(bytes, bytes.length - 4) : bytes);
        }
    }

    @Override
    public void drop(DropEvent event) {
        publisher
                .list(Topic.SKB_DROP, Topic.partition(Layer.NIC.ordinal(), publisher.partitions()))
                .add(event);
    }

    /** Asks the card while nothing else calls it. */
    public <T> T ask(Function<Nic, T> question) {
        lock.lock();
        try {
            return question.apply(nic);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Layer layer() {
        return Layer.NIC;
    }

    @Override
    public LedgerSnapshot ledger() {
        return ask(n -> n.ledger().snapshot(n.heldSegments()));
    }

    @Override
    public Map<String, Long> counters() {
        return ask(n -> n.stats().nonZero());
    }
}
