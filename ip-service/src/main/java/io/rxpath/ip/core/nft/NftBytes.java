package io.rxpath.ip.core.nft;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in network order in a packet's bytes. */
final class NftBytes {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private NftBytes() {}

    static int get8(byte[] a, int at) {
        return a[at] & 0xff;
    }

    static int get16(byte[] a, int at) {
        return (short) SHORT.get(a, at) & 0xffff;
    }

    static long get64(byte[] a, int at) {
        return (long) LONG.get(a, at);
    }

    static void put16(byte[] a, int at, int value) {
        SHORT.set(a, at, (short) value);
    }

    static void put64(byte[] a, int at, long value) {
        LONG.set(a, at, value);
    }
}
