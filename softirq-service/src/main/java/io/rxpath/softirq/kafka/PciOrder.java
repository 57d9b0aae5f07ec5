package io.rxpath.softirq.kafka;

import io.rxpath.skb.RingIrq;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps interrupts behind the memory writes they announce. PCI Express orders an MSI-X write behind the DMA writes
 * before it (PCIe base specification, producer/consumer model); two Kafka partitions order nothing. An interrupt waits
 * until the descriptor before its head is visible.
 */
final class PciOrder {
    private static final class Seen {
        int epoch;
        int next;
    }

    private final Map<Integer, Seen> seen = new HashMap<>();
    private final List<RingIrq> waiting = new ArrayList<>();

    /** A descriptor's buffer became visible. */
    void visible(int queue, int epoch, int index) {
        Seen ring = seen.computeIfAbsent(queue, q -> new Seen());
        if (ring.epoch != epoch || index + 1 - ring.next > 0) {
            ring.epoch = epoch;
            ring.next = index + 1;
        }
    }

    /** An interrupt came in. */
    void interrupt(RingIrq irq) {
        waiting.add(irq);
    }

    /** Takes the interrupts out whose memory writes are all visible, in their order. */
    List<RingIrq> deliverable() {
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<RingIrq> ready = new ArrayList<>(waiting.size());
        for (RingIrq irq : waiting) {
            Seen ring = seen.get(irq.queue());
            // An older life of the card is over: its interrupt is harmless, the ring it speaks of is gone.
            if (ring != null && (ring.epoch == irq.epoch() ? irq.head() - ring.next <= 0 : irq.epoch() < ring.epoch)) {
                ready.add(irq);
            }
        }
        waiting.removeAll(ready);
        return ready;
    }

    /** The instance no longer has this queue. */
    void forget(int queue) {
        seen.remove(queue);
        waiting.removeIf(irq -> irq.queue() == queue);
    }
}
