package io.rxpath.skb;

/**
 * Arithmetic of 32-bit TCP sequence numbers, modulo 2^32 (RFC 9293 section 3.4; kernel include/net/tcp.h before(),
 * after(), between()). Sequence numbers are plain {@code int}s whose bits are the unsigned value.
 */
public final class Seq {
    private Seq() {}

    /** True if {@code a} lies before {@code b}: the signed distance from b to a is negative. */
    public static boolean before(int a, int b) {
        return a - b < 0;
    }

    /** True if {@code a} lies after {@code b}. */
    public static boolean after(int a, int b) {
        return b - a < 0;
    }

    /** True if {@code low <= x <= high} in sequence space (kernel between(): both ends included). */
    public static boolean between(int x, int low, int high) {
        return Integer.compareUnsigned(high - low, x - low) >= 0;
    }

    /** The later of two sequence numbers. */
    public static int max(int a, int b) {
        return after(a, b) ? a : b;
    }

    /** The earlier of two sequence numbers. */
    public static int min(int a, int b) {
        return before(a, b) ? a : b;
    }
}
