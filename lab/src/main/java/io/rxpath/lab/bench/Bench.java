package io.rxpath.lab.bench;

import io.rxpath.kit.ServiceClock;
import io.rxpath.lab.demo.WireLink;
import io.rxpath.lab.peer.Station;
import io.rxpath.lab.report.Histogram;
import io.rxpath.lab.report.PrometheusText;
import io.rxpath.lab.run.LabService;
import io.rxpath.lab.run.Pipeline;
import io.rxpath.lab.run.Progress;
import io.rxpath.lab.run.ServicePages;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.SkBuff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Measures the pipeline against the identity pipeline, round by round, each after a warm-up of its own. */
public final class Bench {
    /** What may be run alone. */
    public static final List<String> PARTS = List.of("small", "bulk", "latency");

    private static final int SINK_PORT = 9000;
    private static final int[] RATES = {100, 1000};

    private final Pipeline pipeline;
    private final ServicePages pages;
    private final Progress progress;
    private final BenchTimes times;
    private final ServiceClock clock = new ServiceClock();
    private final Station self;
    private final Station host;
    private int nextPort = 20_000;
    private long timeouts;

    /** Measures {@code pipeline}; frames go from {@code self} to {@code host}. */
    public Bench(Pipeline pipeline, Progress progress, BenchTimes times, Station self, Station host) {
        this.pipeline = pipeline;
        this.pages = pipeline.pages();
        this.progress = progress;
        this.times = times;
        this.self = self;
        this.host = host;
    }

    /** Runs all rounds, or those of one of {@link #PARTS}. */
    public BenchReport run(@Nullable String only) {
        List<BenchReport.Throughput> throughputs = new ArrayList<>();
        List<BenchReport.Latency> latencies = new ArrayList<>();
        try (WireLink link =
                        new WireLink(pipeline.bootstrap(), pipeline.settings().partitions(), 0);
                IdentityPipeline identity = new IdentityPipeline(
                        pipeline.bootstrap(), pipeline.settings().partitions())) {
            if (only == null || only.equals("small")) {
                throughputs.add(compare(Workload.SMALL, link, identity));
            }
            if (only == null || only.equals("bulk")) {
                throughputs.add(compare(Workload.BULK, link, identity));
            }
            if (only == null || only.equals("latency")) {
                BenchTraffic calm = traffic(link, Workload.SMALL);
                for (int rate : RATES) {
                    latencies.add(latency(calm, rate));
                }
                timeouts += calm.timeouts();
            }
        }
        return new BenchReport(throughputs, latencies, timeouts);
    }

    private BenchTraffic traffic(WireLink link, Workload work) {
        BenchTraffic traffic = new BenchTraffic(link, clock, self, host, nextPort, SINK_PORT, work);
        nextPort += work.flows();
        traffic.open();
        return traffic;
    }

    private BenchReport.Throughput compare(Workload work, WireLink link, IdentityPipeline identity) {
        BenchTraffic traffic = traffic(link, work);
        byte[] packet = record(work);
        progress.say(work.name() + ": warming up");
        pipelineRate(traffic, times.warmUpMillis());
        identityRate(identity, packet, work.flight(), times.warmUpMillis());
        Map<String, Histogram> before = hops();
        double[] ours = new double[times.rounds()];
        double[] theirs = new double[times.rounds()];
        for (int round = 0; round < ours.length; round++) {
            ours[round] = pipelineRate(traffic, times.measureMillis());
            theirs[round] = identityRate(identity, packet, work.flight(), times.measureMillis());
            progress.say(String.format(
                    Locale.ROOT,
                    "%s: round %d of %d: pipeline %,.0f/s, identity %,.0f/s, ratio %.2f",
                    work.name(),
                    round + 1,
                    ours.length,
                    ours[round],
                    theirs[round],
                    ours[round] / theirs[round]));
        }
        timeouts += traffic.timeouts();
        return new BenchReport.Throughput(work.name(), ours, theirs, since(before));
    }

    /** What the pipeline would carry for one packet: one skb record in a list of its own. */
    private static byte[] record(Workload work) {
        RecordListWriter one = new RecordListWriter(RecordKind.SKB);
        one.add(SkBuff.wrap(new byte[work.frameBytes() - 4]));
        return one.take();
    }

    private double pipelineRate(BenchTraffic traffic, long millis) {
        turn(traffic, times.rampMillis());
        long before = received();
        long start = System.nanoTime();
        turn(traffic, millis);
        long after = received();
        double seconds = (System.nanoTime() - start) / 1e9;
        long end = System.nanoTime() + 6_000_000_000L;
        while (traffic.inFlight() > 0 && System.nanoTime() < end) {
            traffic.hear(Duration.ofMillis(5));
        }
        return (after - before) / seconds;
    }

    private static void turn(BenchTraffic traffic, long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < end) {
            traffic.turn();
        }
    }

    private long received() {
        return pages.ledger(LabService.SOCKET).consumed().getOrDefault("recv", 0L);
    }

    private double identityRate(IdentityPipeline identity, byte[] packet, int flight, long millis) {
        turn(identity, packet, flight, times.rampMillis());
        long before = identity.arrived();
        long start = System.nanoTime();
        turn(identity, packet, flight, millis);
        long after = identity.arrived();
        double seconds = (System.nanoTime() - start) / 1e9;
        long end = System.nanoTime() + 3_000_000_000L;
        while (identity.inFlight() > 0 && System.nanoTime() < end) {
            pause();
        }
        return (after - before) / seconds;
    }

    private static void turn(IdentityPipeline identity, byte[] packet, int flight, long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < end) {
            identity.turn(packet, flight);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private BenchReport.Latency latency(BenchTraffic traffic, int perSecond) {
        progress.say("latency at " + perSecond + "/s");
        atRate(traffic, perSecond, times.warmUpMillis() / 2);
        Histogram before = wireToRecv();
        atRate(traffic, perSecond, times.latencyMillis());
        Histogram during = wireToRecv().minus(before);
        return new BenchReport.Latency(
                perSecond, during.count(), during.quantile(0.5) * 1000, during.quantile(0.99) * 1000);
    }

    private static void atRate(BenchTraffic traffic, int perSecond, long millis) {
        long gap = 1_000_000_000L / perSecond;
        long end = System.nanoTime() + millis * 1_000_000;
        long next = System.nanoTime();
        while (System.nanoTime() < end) {
            if (System.nanoTime() >= next) {
                traffic.single();
                next += gap;
            }
            traffic.hear(Duration.ofNanos(Math.max(0, Math.min(2_000_000, next - System.nanoTime()))));
        }
        long drained = System.nanoTime() + 2_000_000_000L;
        while (traffic.inFlight() > 0 && System.nanoTime() < drained) {
            traffic.hear(Duration.ofMillis(5));
        }
    }

    /** Latency of every hop so far; the last is the whole way. */
    private Map<String, Histogram> hops() {
        Map<String, Histogram> hops = new LinkedHashMap<>();
        for (LabService service : LabService.all()) {
            hops.putAll(
                    new PrometheusText().add(pages.metrics(service)).histograms("rxpath_hop_latency_seconds", "hop"));
        }
        hops.put("wire to recv()", wireToRecv());
        return hops;
    }

    private List<BenchReport.Hop> since(Map<String, Histogram> before) {
        List<BenchReport.Hop> hops = new ArrayList<>();
        hops().forEach((name, now) -> {
            Histogram during = now.minus(before.getOrDefault(name, new Histogram()));
            hops.add(new BenchReport.Hop(name, during.quantile(0.5) * 1000, during.quantile(0.99) * 1000));
        });
        return hops;
    }

    private Histogram wireToRecv() {
        return new PrometheusText()
                .add(pages.metrics(LabService.SOCKET))
                .histograms("rxpath_wire_to_recv_seconds", "")
                .getOrDefault("", new Histogram());
    }
}
