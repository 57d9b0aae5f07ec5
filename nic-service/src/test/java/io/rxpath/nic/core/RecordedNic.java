package io.rxpath.nic.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.WireFrame;
import java.util.ArrayList;
import java.util.List;

/** A card, what it did, and its ledger checked after every call. */
final class RecordedNic implements NicOutput {
    static final int EPOCH = 7;

    final List<SkBuff> dma = new ArrayList<>();
    final List<RingIrq> interrupts = new ArrayList<>();
    final List<WireFrame> sent = new ArrayList<>();
    final List<DropEvent> drops = new ArrayList<>();
    final List<String> order = new ArrayList<>();
    final Nic nic;
    long now = 1_000;

    RecordedNic(NicSettings settings) {
        this(settings, 0);
    }

    RecordedNic(NicSettings settings, int firstIndex) {
        nic = new Nic(settings, EPOCH, this, firstIndex);
    }

    void receive(byte[] frame) {
        receive(Frames.wire(frame));
    }

    void receive(WireFrame frame) {
        nic.receive(frame, now);
        balanced();
    }

    void mmio(int queue, int cleaned, int refilled, boolean unmask) {
        mmio(new RingMmio(queue, EPOCH, cleaned, refilled, unmask));
    }

    void mmio(RingMmio write) {
        nic.mmio(write, now);
        balanced();
    }

    LedgerSnapshot balanced() {
        LedgerSnapshot ledger = nic.ledger().snapshot(nic.heldSegments());
        assertThat(ledger.imbalance()).as("imbalance of %s", ledger).isZero();
        assertThat(ledger.delivered()).isEqualTo(dma.size());
        assertThat(ledger.totalDropped()).isEqualTo(drops.size());
        return ledger;
    }

    /** Free-running index of a DMA'd frame's descriptor. */
    int index(int i) {
        return (int) dma.get(i).descriptor;
    }

    @Override
    public void dma(SkBuff frame) {
        dma.add(frame);
        order.add("dma");
    }

    @Override
    public void interrupt(RingIrq irq) {
        interrupts.add(irq);
        order.add("irq");
    }

    @Override
    public void wireTransmit(WireFrame frame) {
        sent.add(frame);
    }

    @Override
    public void drop(DropEvent event) {
        drops.add(event);
    }
}
