package io.rxpath.lab.peer;

/** Where a peer's frames go. */
@FunctionalInterface
public interface FrameSink {
    /** Sends a frame: from the destination MAC on, at least 60 bytes, without FCS. The array is handed over. */
    void transmit(byte[] frame);
}
