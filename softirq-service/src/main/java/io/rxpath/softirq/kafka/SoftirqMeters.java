package io.rxpath.softirq.kafka;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rxpath.skb.SoftnetStat;
import io.rxpath.softirq.core.Softirq;
import io.rxpath.softirq.core.xdp.XdpStat;
import java.util.Locale;
import java.util.function.Function;

/** The meters of NAPI and GRO, of each softirq CPU, of XDP and of the tap. They are read when they are scraped. */
public final class SoftirqMeters {
    /** Registers the meters. */
    public SoftirqMeters(MeterRegistry registry, SoftirqLoop loop) {
        counter(registry, loop, "rxpath.napi.interrupts", "Interrupts handled", s -> s.interrupts());
        counter(registry, loop, "rxpath.napi.polls", "Calls of a NAPI poll function", s -> s.polls());
        counter(
                registry,
                loop,
                "rxpath.gro.superpackets",
                "Packets GRO made of several",
                s -> s.gro().superPackets());
        counter(
                registry,
                loop,
                "rxpath.gro.segments",
                "Wire segments in them",
                s -> s.gro().superSegments());
        for (int cpu = 0; cpu < loop.ask(s -> s.cpus()); cpu++) {
            counter(registry, loop, cpu, SoftnetStat.PROCESSED, "Packets that entered __netif_receive_skb_core");
            counter(registry, loop, cpu, SoftnetStat.DROPPED, "Packets the CPU's backlog had no room for");
            counter(registry, loop, cpu, SoftnetStat.TIME_SQUEEZE, "Runs of net_rx_action that ended with work left");
            counter(registry, loop, cpu, SoftnetStat.RECEIVED_RPS, "Interrupts by which RPS woke the CPU");
            int ofCpu = cpu;
            Gauge.builder(
                            "rxpath.softnet.backlog",
                            loop,
                            l -> l.ask(s -> s.softnet(ofCpu).get(SoftnetStat.BACKLOG_LEN)))
                    .baseUnit("packets")
                    .description("Packets in the CPU's backlog")
                    .tag("cpu", Integer.toString(cpu))
                    .register(registry);
        }
        for (XdpStat stat : XdpStat.values()) {
            FunctionCounter.builder(
                            "rxpath.xdp.frames",
                            loop,
                            l -> l.ask(s -> s.xdp().counters().get(stat)))
                    .description("Frames by what the XDP program did with them")
                    .tag("action", stat.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        FunctionCounter.builder("rxpath.tap.lost", loop.taps(), TapReaders::lost)
                .description("Packets that readers of the tap were too slow for")
                .register(registry);
    }

    private static void counter(
            MeterRegistry registry, SoftirqLoop loop, String name, String description, Function<Softirq, Long> value) {
        FunctionCounter.builder(name, loop, l -> l.ask(value))
                .description(description)
                .register(registry);
    }

    private static void counter(
            MeterRegistry registry, SoftirqLoop loop, int cpu, SoftnetStat stat, String description) {
        FunctionCounter.builder(
                        "rxpath.softnet." + stat.kernelName().replace('_', '.'),
                        loop,
                        l -> l.ask(s -> s.softnet(cpu).get(stat)))
                .description(description)
                .tag("cpu", Integer.toString(cpu))
                .register(registry);
    }
}
