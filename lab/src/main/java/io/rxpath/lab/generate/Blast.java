package io.rxpath.lab.generate;

import io.rxpath.lab.peer.FrameWriter;
import io.rxpath.skb.WireFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames of one size, in exact number and at an exact rate, that nobody answers: for experiments with rings. What a pause
 * holds up is not made up for by a burst. Time is given from outside. Single-threaded.
 */
public final class Blast {
    /** Most frames of one {@link #poll} that has no rate to keep: between two polls pauses are heard. */
    static final int BATCH = 256;

    private static final int FIRST_PORT = 30_000;
    private static final int DISCARD = 9;
    private static final int UDP_HEADERS = 42;
    private static final int TCP_HEADERS = 54;
    private static final double NANOS_PER_SECOND = 1e9;

    private final BlastSettings settings;
    private final FlowControl flowControl;
    private long sent;
    private long base;
    private long baseSent;

    /** Begins at {@code now}. */
    public Blast(BlastSettings settings, FlowControl flowControl, long now) {
        this.settings = settings;
        this.flowControl = flowControl;
        this.base = now;
    }

    /** A frame from the cable, without FCS. */
    public void receive(byte[] frame, long now) {
        flowControl.hear(frame, now);
    }

    /** The frames to send at {@code now}. */
    public List<WireFrame> poll(long now) {
        if (flowControl.paused(now)) {
            return List.of();
        }
        if (flowControl.until() > base && due(sent) < flowControl.until()) {
            base = flowControl.until();
            baseSent = sent;
        }
        List<WireFrame> frames = new ArrayList<>();
        while (sent < settings.frames() && due(sent) <= now && frames.size() < BATCH) {
            frames.add(WireFrame.of(0, now, frame(sent++)));
        }
        return frames;
    }

    private long due(long index) {
        return settings.perSecond() == 0
                ? base
                : base + (long) ((index - baseSent) * NANOS_PER_SECOND / settings.perSecond());
    }

    private byte[] frame(long index) {
        int port = FIRST_PORT + (int) (index % settings.flows());
        int id = (int) index;
        if (settings.tcp()) {
            int payload = Math.max(0, settings.size() - TCP_HEADERS);
            int seq = (int) (index / settings.flows()) * payload;
            return FrameWriter.tcpAck(settings.self(), settings.host(), id, port, DISCARD, seq, payload);
        }
        return FrameWriter.udp(settings.self(), settings.host(), id, port, DISCARD, settings.size() - UDP_HEADERS);
    }

    /** When {@link #poll} has something to send, or Long.MAX_VALUE. */
    public long nextNanos() {
        return isDone() ? Long.MAX_VALUE : Math.max(due(sent), flowControl.until());
    }

    /** Frames given out so far. */
    public long sent() {
        return sent;
    }

    /** True when all frames are out. */
    public boolean isDone() {
        return sent == settings.frames();
    }
}
