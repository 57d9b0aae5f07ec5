package io.rxpath.lab.demo;

import io.rxpath.kit.HostFile;
import io.rxpath.lab.generate.Blast;
import io.rxpath.lab.generate.BlastSettings;
import io.rxpath.lab.generate.FlowControl;
import io.rxpath.skb.WireFrame;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** A {@link Blast} onto the cable of a running host. */
public final class LiveBlast {
    private static final long MOST_NANOS = 5_000_000L;

    private final WireLink link;
    private final FlowControl flowControl;
    private final LongSupplier clock;

    /** On {@code link}; {@code clock} gives epoch nanoseconds. */
    public LiveBlast(WireLink link, FlowControl flowControl, LongSupplier clock) {
        this.link = link;
        this.flowControl = flowControl;
        this.clock = clock;
    }

    /** What to send to {@code host} from a neighbour. */
    public static BlastSettings settings(
            HostFile host, boolean tcp, long frames, double perSecond, int size, int flows) {
        Neighbours neighbours = new Neighbours(host);
        return new BlastSettings(neighbours.station(0), neighbours.host(), tcp, frames, perSecond, size, flows);
    }

    /** Sends everything; returns seconds taken. */
    public double run(BlastSettings settings) {
        long start = clock.getAsLong();
        Blast blast = new Blast(settings, flowControl, start);
        while (!blast.isDone()) {
            List<WireFrame> frames = blast.poll(clock.getAsLong());
            if (!frames.isEmpty()) {
                link.send(frames);
            }
            long wait = Math.min(MOST_NANOS, blast.nextNanos() - clock.getAsLong());
            // Kafka's consumer counts in milliseconds: what is due sooner is sent with what comes in between.
            for (WireFrame frame : link.receive(Duration.ofNanos(blast.isDone() ? 0 : Math.max(0, wait)))) {
                blast.receive(LiveTraffic.withoutFcs(frame), clock.getAsLong());
            }
        }
        link.flush();
        return (clock.getAsLong() - start) / 1e9;
    }
}
