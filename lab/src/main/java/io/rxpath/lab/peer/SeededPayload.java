package io.rxpath.lab.peer;

/**
 * A stream of pseudo-random bytes that follow from seed and offset alone: nothing is stored, any part can be made again.
 *
 * @param seed chooses the bytes
 * @param length bytes of the stream, 0 or more
 */
public record SeededPayload(long seed, long length) implements PayloadSource {
    /** Checks the length. */
    public SeededPayload {
        if (length < 0) {
            throw new IllegalArgumentException("payload length " + length + ": expected 0 or more");
        }
    }

    @Override
    public void copy(long offset, byte[] dst, int at, int len) {
        long word = 0;
        long wordIndex = -1;
        for (int i = 0; i < len; i++) {
            long o = offset + i;
            if (o >>> 3 != wordIndex) {
                wordIndex = o >>> 3;
                word = mix(seed + wordIndex * 0x9E3779B97F4A7C15L);
            }
            dst[at + i] = (byte) (word >>> ((o & 7) << 3));
        }
    }

    /** The finalizer of SplitMix64: every bit of the result depends on every bit of the argument. */
    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }
}
