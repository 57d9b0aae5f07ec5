package io.rxpath.nic.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.WireFrame;

/** One network card. */
public final class Nic {
    private final NicSettings settings;
    private final Counters<EthtoolStat> stats = new Counters<>(EthtoolStat.class);
    private final Ledger ledger = new Ledger(Layer.NIC);

    /** A card whose rings are in their life number {@code epoch}; the driver has given all usable descriptors. */
    public Nic(NicSettings settings, int epoch, NicOutput out) {
        this.settings = settings;
    }

    /** One frame from the cable. */
    public void receive(WireFrame frame, long now) {}

    /** The driver's register writes. */
    public void mmio(RingMmio write, long now) {}

    /** An Ethernet frame without FCS to send. */
    public void transmit(SkBuff frame, long now) {}

    /** When {@link #onTimeout} wants to be called, or Long.MAX_VALUE. */
    public long nextTimeoutNanos() {
        return Long.MAX_VALUE;
    }

    /** Runs what is due. */
    public void onTimeout(long now) {}

    /** Adds a group address to the filter. */
    public void joinMulticast(long mac) {}

    /** Conservation of frames. */
    public Ledger ledger() {
        return ledger;
    }

    /** Frames in the FIFO. */
    public long heldSegments() {
        return 0;
    }

    /** ethtool -S. */
    public Counters<EthtoolStat> stats() {
        return stats;
    }

    /** Descriptors the card has filled and the driver has not cleaned. */
    public int usedDescriptors(int queue) {
        return 0;
    }

    /** Frames of a queue that wait in the FIFO. */
    public int fifoFrames(int queue) {
        return 0;
    }

    /** The settings in force. */
    public NicSettings settings() {
        return settings;
    }
}
