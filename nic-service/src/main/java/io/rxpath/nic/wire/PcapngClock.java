package io.rxpath.nic.wire;

import java.math.BigInteger;

/**
 * Turns an interface's time stamps into epoch nanoseconds.
 *
 * @param binary true if the unit is 2^-exponent seconds, false for 10^-exponent
 * @param exponent 0..63 binary, 0..19 decimal
 * @param offsetSeconds added to every time stamp
 */
record PcapngClock(boolean binary, int exponent, long offsetSeconds) {
    /** What an interface has that says nothing. */
    static final PcapngClock MICROS = new PcapngClock(false, 6, 0);

    private static final int NANO = 9;
    private static final int MAX_DECIMAL = 19;
    private static final int MAX_BINARY = 63;
    private static final BigInteger SECOND = BigInteger.valueOf(1_000_000_000L);

    /** With the unit of an if_tsresol option: the highest bit tells the base, the rest the negative exponent. */
    PcapngClock resolution(long at, int option) {
        boolean base2 = (option & 0x80) != 0;
        int negative = option & 0x7f;
        if (negative > (base2 ? MAX_BINARY : MAX_DECIMAL)) {
            throw new PcapFormatException(
                    at, "if_tsresol " + (base2 ? "2^-" : "10^-") + negative + " s is finer than can be counted");
        }
        return new PcapngClock(base2, negative, offsetSeconds);
    }

    /** With an if_tsoffset option. */
    PcapngClock offset(long seconds) {
        return new PcapngClock(binary, exponent, seconds);
    }

    /** Epoch nanoseconds, rounded down, of the unsigned 64-bit time stamp found at byte {@code at}. */
    long nanos(long at, long stamp) {
        if (!binary && exponent == NANO && stamp >= 0 && offsetSeconds == 0) {
            return stamp;
        }
        // Not a hot path worth cleverness: files are read once, and no shorter arithmetic holds all cases.
        BigInteger units = new BigInteger(Long.toUnsignedString(stamp));
        BigInteger nanos = units.multiply(SECOND);
        nanos = binary ? nanos.shiftRight(exponent) : nanos.divide(BigInteger.TEN.pow(exponent));
        nanos = nanos.add(BigInteger.valueOf(offsetSeconds).multiply(SECOND));
        if (nanos.signum() < 0 || nanos.bitLength() > 63) {
            throw new PcapFormatException(at, "time stamp " + Long.toUnsignedString(stamp) + " is not in 1970..2262");
        }
        return nanos.longValue();
    }
}
