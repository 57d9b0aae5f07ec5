package io.rxpath.lab.inline;

import io.rxpath.lab.generate.FlowControl;
import io.rxpath.lab.generate.FlowSet;
import io.rxpath.lab.generate.Netem;
import io.rxpath.lab.peer.TimedFrame;
import io.rxpath.lab.peer.Timeline;
import io.rxpath.skb.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A set of flows, a host, and a link between them in each direction, in virtual time. Frames that arrive at the same
 * moment reach the card in one burst, so that polls see several and GRO has something to merge.
 */
public final class Simulation {
    private final InlineStack stack;
    private final FlowSet flows;
    private final Netem toHost;
    private final Netem fromHost;
    private final FlowControl flowControl = new FlowControl(true);
    private final Timeline timeline;
    private final long started;

    /** Starts the flows; nothing has happened yet. */
    public Simulation(InlineStack stack, FlowSet flows, Netem toHost, Netem fromHost) {
        this.stack = stack;
        this.flows = flows;
        this.toHost = toHost;
        this.fromHost = fromHost;
        this.started = stack.now();
        this.timeline = new Timeline(started);
        flows.start(started);
    }

    /** Runs until every flow is done, at most {@code max} of virtual time; returns true if all are done. */
    public boolean run(Duration max) {
        long limit = stack.now() + max.toNanos();
        while (!flows.isDone()) {
            if (!step(limit)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Does what is to be done now, then moves time to the next event; returns false if there is none up to the limit, and
     * true without moving time when the flows are done.
     */
    public boolean step(long limit) {
        while (exchange()) {
            // Until neither side has anything to say at this moment.
        }
        if (flows.isDone()) {
            return true;
        }
        long next = Math.min(
                Math.min(flows.nextTimeoutNanos(), stack.nextTimeoutNanos()),
                Math.min(toHost.nextNanos(), fromHost.nextNanos()));
        if (next > limit) {
            stack.runUntil(limit);
            return false;
        }
        stack.runUntil(next);
        return true;
    }

    private boolean exchange() {
        long now = stack.now();
        boolean busy = false;
        for (WireFrame frame : flows.poll(now)) {
            timeline.sent(frame.frame(), now);
            toHost.offer(frame.frame(), now);
            busy = true;
        }
        List<byte[]> burst = new ArrayList<>();
        for (byte[] frame = toHost.poll(now); frame != null; frame = toHost.poll(now)) {
            burst.add(frame);
        }
        if (!burst.isEmpty()) {
            stack.injectBurst(burst);
            busy = true;
        }
        for (TimedFrame frame : stack.take()) {
            timeline.heard(frame.frame(), frame.nanos());
            if (flowControl.hear(frame.frame(), now)) {
                toHost.hold(flowControl.until());
            } else {
                fromHost.offer(frame.frame(), now);
            }
            busy = true;
        }
        for (byte[] frame = fromHost.poll(now); frame != null; frame = fromHost.poll(now)) {
            flows.receive(frame, now);
            busy = true;
        }
        return busy;
    }

    /** Virtual time since the start. */
    public Duration elapsed() {
        return Duration.ofNanos(stack.now() - started);
    }

    /** All frames both sides have sent, before the links had their way with them. */
    public Timeline timeline() {
        return timeline;
    }
}
