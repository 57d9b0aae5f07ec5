package io.rxpath.socket.core;

/**
 * The sysctls net.ipv4.udp_*.
 *
 * @param memMin udp_mem, first value: pages up to which every socket gets what it asks for
 * @param memMax udp_mem, third value: pages above which nobody gets any
 * @param rmemMin udp_rmem_min: bytes a socket may hold in between
 * @param sndbuf net.core.wmem_default: sk_sndbuf, bytes of memory of a datagram being sent, 4608 or more
 */
public record UdpSettings(long memMin, long memMax, int rmemMin, int sndbuf) {
    /** Checks that all are positive and in order. */
    public UdpSettings {
        if (memMin < 0 || memMax < memMin || rmemMin < 0) {
            throw new IllegalArgumentException("udp_mem is " + memMin + " .. " + memMax + ", udp_rmem_min " + rmemMin
                    + ": expected three values that are not negative, in order");
        }
        if (sndbuf < 4608) {
            throw new IllegalArgumentException("wmem_default is " + sndbuf + ", expected 4608 or more");
        }
    }

    /** As a machine with 32 GB of memory starts. */
    public static UdpSettings defaults() {
        return new UdpSettings(575_796, 1_151_592, 4096, 212_992);
    }
}
