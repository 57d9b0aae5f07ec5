package io.rxpath.tcp.core;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;
import java.util.ArrayList;
import java.util.List;

/** Keeps what the stack says. */
public final class RecordingOutput implements TcpOutput {
    /** Segments sent since they were cleared. */
    public final List<SkBuff> segments = new ArrayList<>();
    /** Events since they were cleared. */
    public final List<SockEvent> events = new ArrayList<>();
    /** Segments the device had no room for since they were cleared. */
    public final List<SkBuff> lost = new ArrayList<>();
    /** What the device says of segments. */
    public NetXmit verdict = NetXmit.SUCCESS;
    /** Drops since they were cleared. */
    public final List<DropEvent> drops = new ArrayList<>();

    @Override
    public NetXmit transmit(SkBuff segment) {
        if (verdict.lost()) {
            lost.add(segment);
        } else {
            segments.add(segment);
        }
        return verdict;
    }

    @Override
    public void notify(SockEvent event) {
        events.add(event);
    }

    @Override
    public void drop(DropEvent event) {
        drops.add(event);
    }

    /** Forgets all. */
    public void clear() {
        segments.clear();
        lost.clear();
        events.clear();
        drops.clear();
    }
}
