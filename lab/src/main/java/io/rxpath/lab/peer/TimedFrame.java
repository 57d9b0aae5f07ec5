package io.rxpath.lab.peer;

/**
 * A frame the host has sent.
 *
 * @param nanos when, epoch nanoseconds
 * @param frame from the destination MAC on, without FCS
 * @param port the wire port it left by
 */
public record TimedFrame(long nanos, byte[] frame, int port) {}
