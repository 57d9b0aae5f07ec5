package io.rxpath.lab.peer;

/**
 * A frame the host has sent.
 *
 * @param nanos when, epoch nanoseconds
 * @param frame from the destination MAC on, without FCS
 */
public record TimedFrame(long nanos, byte[] frame) {}
