package io.rxpath.lab.peer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A stream of pseudo-random bytes that follow from seed and offset alone: nothing is stored, any part can be made again.
 *
 * @param seed chooses the bytes
 * @param length bytes of the stream, 0 or more
 */
public record SeededPayload(long seed, long length) implements PayloadSource {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Checks the length. */
    public SeededPayload {
        if (length < 0) {
            throw new IllegalArgumentException("payload length " + length + ": expected 0 or more");
        }
    }

    @Override
    public void copy(long offset, byte[] dst, int at, int len) {
        long o = offset;
        int to = at;
        int end = at + len;
        while (to < end) {
            long word = mix(seed + (o >>> 3) * 0x9E3779B97F4A7C15L);
            if ((o & 7) == 0 && end - to >= Long.BYTES) {
                WORD.set(dst, to, word);
                to += Long.BYTES;
                o += Long.BYTES;
                continue;
            }
            do {
                dst[to++] = (byte) (word >>> ((o++ & 7) << 3));
            } while (to < end && (o & 7) != 0);
        }
    }

    /** The finalizer of SplitMix64: every bit of the result depends on every bit of the argument. */
    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }
}
