package io.rxpath.lab.peer;

import java.util.List;

/** A cable to the host under test, with time that only moves when it is told to. */
public interface Cable {
    /** Epoch nanoseconds. */
    long now();

    /** One frame reaches the host, which then works until it has nothing left to do at this moment. */
    void inject(byte[] frame);

    /** All frames reach the host's card before its receive softirq runs: one NAPI poll sees them. */
    void injectBurst(List<byte[]> frames);

    /** The frames the host has sent since the last call. */
    List<TimedFrame> take();

    /**
     * Moves time to the host's next timer, lets it run, and returns true; if there is none up to {@code limit} (epoch
     * nanoseconds), moves time to {@code limit} and returns false.
     */
    boolean advanceToNextEvent(long limit);
}
