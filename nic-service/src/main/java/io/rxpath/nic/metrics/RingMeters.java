package io.rxpath.nic.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rxpath.nic.kafka.NicDevice;

/** Occupancy of the descriptor rings and the FIFO. */
public final class RingMeters {
    /** Registers a gauge per queue. */
    public RingMeters(MeterRegistry registry, NicDevice device) {
        int queues = device.ask(nic -> nic.settings().queues());
        for (int q = 0; q < queues; q++) {
            int queue = q;
            Gauge.builder("rxpath.ring.used", device, d -> d.ask(nic -> nic.usedDescriptors(queue)))
                    .baseUnit("descriptors")
                    .description("Descriptors filled and not yet cleaned by the driver")
                    .tag("queue", Integer.toString(queue))
                    .register(registry);
            Gauge.builder("rxpath.fifo", device, d -> d.ask(nic -> nic.fifoFrames(queue)))
                    .baseUnit("frames")
                    .description("Frames that wait in the card for a descriptor")
                    .tag("queue", Integer.toString(queue))
                    .register(registry);
        }
    }
}
