package io.rxpath.socket.core.syscall;

import java.util.Arrays;

/** Options as they lie in memory: little endian, names end with a zero (kernel include/linux/sockptr.h). */
final class OptionBytes {
    private OptionBytes() {}

    static int get32(byte[] a, int at) {
        return a[at] & 0xff | (a[at + 1] & 0xff) << 8 | (a[at + 2] & 0xff) << 16 | a[at + 3] << 24;
    }

    static long get64(byte[] a, int at) {
        return get32(a, at) & 0xffff_ffffL | (long) get32(a, at + 4) << 32;
    }

    static void put32(byte[] a, int at, long value) {
        for (int i = 0; i < 4; i++) {
            a[at + i] = (byte) (value >>> 8 * i);
        }
    }

    static byte[] of(int value) {
        byte[] a = new byte[4];
        put32(a, 0, value);
        return a;
    }

    static byte[] of(long low, long high) {
        byte[] a = new byte[16];
        put32(a, 0, low);
        put32(a, 4, low >>> 32);
        put32(a, 8, high);
        put32(a, 12, high >>> 32);
        return a;
    }

    /** A rate of 64 bits, or of 32, the greatest of which stands for none; -1 for none. */
    static long rate(byte[] a) {
        if (a.length >= 8) {
            return get64(a, 0);
        }
        int rate = get32(a, 0);
        return rate == -1 ? -1 : rate & 0xffff_ffffL;
    }

    /** Such a rate in as many bits as there is room for. */
    static byte[] ofRate(long rate, int room) {
        boolean fits = Long.compareUnsigned(rate, 0xffff_ffffL) <= 0;
        return room >= 8 ? Arrays.copyOf(of(rate, 0), 8) : of(fits ? (int) rate : -1);
    }

    /** A name up to its zero. */
    static byte[] text(byte[] a) {
        int n = 0;
        while (n < a.length && a[n] != 0) {
            n++;
        }
        return Arrays.copyOf(a, n);
    }
}
