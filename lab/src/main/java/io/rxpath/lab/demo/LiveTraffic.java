package io.rxpath.lab.demo;

import io.rxpath.lab.generate.FlowControl;
import io.rxpath.lab.generate.Netem;
import io.rxpath.skb.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Runs sources against the pipeline in real time: their frames through a bad link to the host, the host's through another
 * one back to them.
 */
public final class LiveTraffic {
    /** Called now and then while traffic runs. */
    @FunctionalInterface
    public interface Watch {
        /** {@code seconds} since the start. */
        void look(double seconds);
    }

    /** Longer than any retransmission time-out that a live host leaves unanswered. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    private static final long MOST_NANOS = 5_000_000L;
    private static final int FCS = 4;

    private final List<TrafficSource> sources;
    private final WireLink link;
    private final Netem toHost;
    private final Netem fromHost;
    private final FlowControl flowControl;
    private final LongSupplier clock;

    /**
     * Traffic of {@code sources}.
     *
     * @param flowControl whether PAUSE frames of the host's card hold {@code toHost}
     * @param clock epoch nanoseconds
     */
    public LiveTraffic(
            List<TrafficSource> sources,
            WireLink link,
            Netem toHost,
            Netem fromHost,
            FlowControl flowControl,
            LongSupplier clock) {
        this.flowControl = flowControl;
        this.sources = List.copyOf(sources);
        this.link = link;
        this.toHost = toHost;
        this.fromHost = fromHost;
        this.clock = clock;
    }

    /**
     * Runs until every source is done and the links are empty, at most {@code limit}; returns seconds taken. If the host
     * says nothing for {@link #SILENCE}, nothing will come of it.
     *
     * @param every nanoseconds between two looks of {@code watch}
     */
    public double run(Duration limit, long every, Watch watch) {
        long start = clock.getAsLong();
        long nextLook = start + every;
        for (TrafficSource source : sources) {
            source.start(start);
        }
        long now = start;
        long heard = start;
        while (now - start < limit.toNanos() && now - heard < SILENCE.toNanos() && !done()) {
            send(now);
            for (WireFrame frame : link.receive(untilNext(now, nextLook))) {
                heard = now;
                take(withoutFcs(frame), clock.getAsLong());
            }
            now = clock.getAsLong();
            hear(now);
            if (now >= nextLook) {
                watch.look((now - start) / 1e9);
                nextLook = clock.getAsLong() + every;
            }
        }
        send(clock.getAsLong());
        link.flush();
        return (clock.getAsLong() - start) / 1e9;
    }

    private void take(byte[] frame, long now) {
        if (flowControl.hear(frame, now)) {
            toHost.hold(flowControl.until());
        } else {
            fromHost.offer(frame, now);
        }
    }

    private boolean done() {
        for (TrafficSource source : sources) {
            if (!source.isDone()) {
                return false;
            }
        }
        return toHost.inFlight() == 0 && fromHost.inFlight() == 0;
    }

    private void send(long now) {
        for (TrafficSource source : sources) {
            for (WireFrame frame : source.poll(now)) {
                toHost.offer(frame.frame(), now);
            }
        }
        List<WireFrame> ready = new ArrayList<>();
        byte[] frame = toHost.poll(now);
        while (frame != null) {
            ready.add(WireFrame.of(0, now, frame));
            frame = toHost.poll(now);
        }
        if (!ready.isEmpty()) {
            link.send(ready);
        }
    }

    private void hear(long now) {
        byte[] frame = fromHost.poll(now);
        while (frame != null) {
            for (TrafficSource source : sources) {
                source.receive(frame, now);
            }
            frame = fromHost.poll(now);
        }
    }

    private Duration untilNext(long now, long nextLook) {
        long next = Math.min(now + MOST_NANOS, nextLook);
        next = Math.min(next, Math.min(toHost.nextNanos(), fromHost.nextNanos()));
        for (TrafficSource source : sources) {
            next = Math.min(next, source.nextTimeoutNanos());
        }
        // Kafka's consumer counts in milliseconds; below one it would spin.
        return Duration.ofMillis(next <= now ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(next - now)));
    }

    static byte[] withoutFcs(WireFrame frame) {
        byte[] bytes = frame.frame();
        return frame.hasFcs() ? Arrays.copyOf(bytes, bytes.length - FCS) : bytes;
    }
}
