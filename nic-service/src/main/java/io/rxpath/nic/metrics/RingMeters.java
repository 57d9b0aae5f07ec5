package io.rxpath.nic.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.rxpath.nic.core.Nic;
import io.rxpath.nic.kafka.NicDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntBiFunction;

/** Occupancy of the descriptor rings and the FIFO, interrupts, flow control. */
public final class RingMeters {
    private final NicDevice device;
    private final MultiGauge used;
    private final MultiGauge waiting;
    private int queues;

    /** Registers the meters; those of the queues by {@link #refresh}. */
    public RingMeters(MeterRegistry registry, NicDevice device) {
        this.device = device;
        used = MultiGauge.builder("rxpath.ring.used")
                .baseUnit("descriptors")
                .description("Descriptors filled and not yet cleaned by the driver")
                .register(registry);
        waiting = MultiGauge.builder("rxpath.fifo")
                .baseUnit("frames")
                .description("Frames that wait in the card for a descriptor")
                .register(registry);
        FunctionCounter.builder("rxpath.nic.interrupts", device, d -> d.ask(Nic::interrupts))
                .baseUnit("interrupts")
                .description("Interrupts the card has raised")
                .register(registry);
        Gauge.builder("rxpath.nic.xoff", device, d -> d.ask(Nic::xoff) ? 1 : 0)
                .description("1 while the card tells its peers to pause")
                .register(registry);
        refresh();
    }

    /** A gauge per queue for as many queues as there are now; cheap if that is what there was. */
    public synchronized void refresh() {
        int now = device.ask(nic -> nic.settings().queues());
        if (now != queues) {
            queues = now;
            used.register(rows(now, Nic::usedDescriptors), true);
            waiting.register(rows(now, Nic::fifoFrames), true);
        }
    }

    private List<MultiGauge.Row<?>> rows(int n, ToIntBiFunction<Nic, Integer> value) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>(n);
        for (int q = 0; q < n; q++) {
            int queue = q;
            // A scrape may come between a change of the queues and the next refresh.
            rows.add(MultiGauge.Row.of(
                    Tags.of("queue", Integer.toString(queue)),
                    device,
                    d -> d.ask(nic -> queue < nic.settings().queues() ? value.applyAsInt(nic, queue) : 0)));
        }
        return rows;
    }
}
