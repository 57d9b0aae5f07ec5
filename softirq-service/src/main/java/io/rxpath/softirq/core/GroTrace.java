package io.rxpath.softirq.core;

import io.rxpath.skb.SkBuff;
import io.rxpath.softirq.core.gro.GroResult;

/** Sees GRO's verdict on each packet, as the kernel's tracepoint net:napi_gro_receive_exit does. */
public interface GroTrace {
    /** Nobody looks. */
    GroTrace OFF = (skb, result) -> {};

    /** The verdict on a packet; a merged one has no life of its own any more and must not be changed. */
    void exit(SkBuff skb, GroResult result);
}
