package io.rxpath.nic.wire;

/**
 * One packet of a capture file.
 *
 * @param epochNanos when it was captured, epoch nanoseconds; 0 if the file does not say
 * @param originalLength bytes it had on the cable
 * @param bytes the bytes that were kept, from the destination MAC on
 * @param truncated true if {@code bytes} is shorter than the packet was
 */
public record PcapPacket(long epochNanos, int originalLength, byte[] bytes, boolean truncated) {}
