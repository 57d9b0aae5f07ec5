package io.rxpath.nic.core;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.WireFrame;

/** What a network card does to the world around it. */
public interface NicOutput {
    /**
     * The frame was written to memory through descriptor {@link SkBuff#descriptor} of RX queue
     * {@link SkBuff#queueMapping}. Data begins at the Ethernet header; the FCS is gone.
     */
    void dma(SkBuff frame);

    /** An MSI-X interrupt; the queue is masked from now on. */
    void interrupt(RingIrq irq);

    /** A frame leaves on its wire port, FCS included. */
    void wireTransmit(WireFrame frame);

    /** A frame was lost. */
    void drop(DropEvent event);
}
