package io.rxpath.skb;

/**
 * The value of {@link SockEvent.Kind#PING}: count in bits 0..15, payload bytes in 16..31, milliseconds between two requests
 * in 32..55, TTL in 56..63.
 *
 * @param count requests to send, 1..65535
 * @param size bytes behind the ICMP header, 0..65507
 * @param intervalMillis milliseconds from one request to the next, 1..16777215
 * @param ttl time to live, 0 for the host's own
 */
public record PingValue(int count, int size, int intervalMillis, int ttl) {
    /** The most that fits behind an IPv4 and an ICMP header. */
    public static final int MAX_SIZE = 65_507;

    /** Checks every value. */
    public PingValue {
        check("count", count, 1, 0xffff);
        check("size", size, 0, MAX_SIZE);
        check("interval", intervalMillis, 1, 0xff_ffff);
        check("ttl", ttl, 0, 255);
    }

    private static void check(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("ping: " + what + " is " + value + ", expected " + min + " to " + max);
        }
    }

    /** As the event carries it. */
    public long encode() {
        return count | (long) size << 16 | (long) intervalMillis << 32 | (long) ttl << 56;
    }

    /**
     * Of an event's value.
     *
     * @throws IllegalArgumentException if a part is out of its range
     */
    public static PingValue decode(long value) {
        return new PingValue(
                (int) value & 0xffff,
                (int) (value >>> 16) & 0xffff,
                (int) (value >>> 32) & 0xff_ffff,
                (int) (value >>> 56) & 0xff);
    }
}
