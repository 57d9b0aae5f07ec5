package io.rxpath.lab.demo;

import io.rxpath.lab.generate.FlowSet;
import io.rxpath.skb.WireFrame;
import java.util.List;

/** Something that sends frames and hears answers, in time given from outside. */
public interface TrafficSource {
    /** Begins. */
    void start(long now);

    /** Everything to be sent at {@code now}. */
    List<WireFrame> poll(long now);

    /** A frame the host has sent, without FCS; frames for others are ignored. */
    void receive(byte[] frame, long now);

    /** When {@link #poll} wants to be called at the latest, or Long.MAX_VALUE. */
    long nextTimeoutNanos();

    /** True when nothing more will be sent. */
    boolean isDone();

    /** The flows as a source. */
    static TrafficSource of(FlowSet flows) {
        return new TrafficSource() {
            @Override
            public void start(long now) {
                flows.start(now);
            }

            @Override
            public List<WireFrame> poll(long now) {
                return flows.poll(now);
            }

            @Override
            public void receive(byte[] frame, long now) {
                flows.receive(frame, now);
            }

            @Override
            public long nextTimeoutNanos() {
                return flows.nextTimeoutNanos();
            }

            @Override
            public boolean isDone() {
                return flows.isDone();
            }
        };
    }
}
