package io.rxpath.ip.core;

import java.util.function.IntSupplier;

/**
 * Numbers that look random and are the same for the same seed (kernel get_random_u32(), which nobody can foresee). The
 * generator is Steele, Lea and Flood's SplitMix64.
 */
public final class Prandom implements IntSupplier {
    private static final long GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private long state;

    /** A generator; the same seed yields the same numbers. */
    public Prandom(long seed) {
        state = seed;
    }

    @Override
    public int getAsInt() {
        state += GAMMA;
        long z = (state ^ state >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return (int) (z >>> 32 ^ z >>> 63);
    }

    /** 64 of them. */
    public long nextLong() {
        return (long) getAsInt() << 32 | getAsInt() & 0xffff_ffffL;
    }
}
