package io.rxpath.kit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.rxpath.skb.Hop;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.SkBuff;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The meters every layer has. Counters read the layer's ledger when they are scraped: a packet pays nothing for them.
 */
public final class LayerMeters {
    private final MeterRegistry registry;
    private final LayerView view;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** Registers the layer's counters. */
    public LayerMeters(MeterRegistry registry, LayerView view) {
        this.registry = registry;
        this.view = view;
        String layer = view.layer().label();
        FunctionCounter.builder("rxpath.skb.received", view, v -> v.ledger().received())
                .baseUnit("segments")
                .description("Wire segments a layer got from the one below")
                .tag("layer", layer)
                .register(registry);
        FunctionCounter.builder("rxpath.skb.delivered", view, v -> v.ledger().delivered())
                .baseUnit("segments")
                .description("Wire segments a layer handed to the one above")
                .tag("layer", layer)
                .register(registry);
        Gauge.builder("rxpath.skb.held", view, v -> v.ledger().held())
                .baseUnit("segments")
                .description("Wire segments a layer holds now")
                .tag("layer", layer)
                .register(registry);
    }

    /** Registers counters for reasons that have come up since; cheap, call it now and then. */
    public void refresh() {
        LedgerSnapshot now = view.ledger();
        register("rxpath.skb.dropped", "reason", now.dropped(), true);
        register("rxpath.skb.consumed", "why", now.consumed(), false);
    }

    private void register(String name, String tag, Map<String, Long> cells, boolean dropped) {
        for (String value : cells.keySet()) {
            if (known.add(name + ' ' + value)) {
                FunctionCounter.builder(name, view, v -> cell(v, value, dropped))
                        .baseUnit("segments")
                        .description(
                                dropped
                                        ? "Wire segments lost, by the kernel's drop reason"
                                        : "Wire segments that ended in a layer as they should")
                        .tag("layer", view.layer().label())
                        .tag(tag, value)
                        .register(registry);
            }
        }
    }

    private static double cell(LayerView view, String value, boolean dropped) {
        LedgerSnapshot now = view.ledger();
        return (dropped ? now.dropped() : now.consumed()).getOrDefault(value, 0L);
    }

    /** The latency histogram of one hop: from the hop before to this one. */
    public static HopTimer hop(MeterRegistry registry, Hop from, Hop to) {
        return new HopTimer(
                timer(registry, "rxpath.hop.latency", "Time from the hop before to this one", "hop", to.label()),
                from,
                to);
    }

    /** The latency histogram from the wire to recv(). */
    public static Timer wireToRecv(MeterRegistry registry) {
        return timer(registry, "rxpath.wire.to.recv", "Time from the cable to the end of recv()");
    }

    private static Timer timer(MeterRegistry registry, String name, String description, String... tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(50_000))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
    }

    /** Records one hop's latency out of the times an skb carries. */
    public static final class HopTimer {
        private final Timer timer;
        private final Hop from;
        private final Hop to;

        HopTimer(Timer timer, Hop from, Hop to) {
            this.timer = timer;
            this.from = from;
            this.to = to;
        }

        /** Records the latency of this skb, if it carries both times. */
        public void record(SkBuff skb) {
            long start = skb.hop(from);
            long end = skb.hop(to);
            if (start != 0 && end != 0) {
                timer.record(Math.max(0, end - start), TimeUnit.NANOSECONDS);
            }
        }
    }
}
