package io.rxpath.skb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Network-byte-order (big-endian) reads and writes in a byte array, at any alignment, bounds-checked by the JVM. */
public final class Bytes {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    public static int get8(byte[] a, int at) {
        return a[at] & 0xff;
    }

    public static int get16(byte[] a, int at) {
        return (short) SHORT.get(a, at) & 0xffff;
    }

    public static int get32(byte[] a, int at) {
        return (int) INT.get(a, at);
    }

    public static long get64(byte[] a, int at) {
        return (long) LONG.get(a, at);
    }

    /** Reads six bytes: two reads that stay inside the six, since an address may end its array. */
    public static long get48(byte[] a, int at) {
        return (long) get16(a, at) << 32 | (get32(a, at + 2) & 0xffffffffL);
    }

    public static void put8(byte[] a, int at, int value) {
        a[at] = (byte) value;
    }

    public static void put16(byte[] a, int at, int value) {
        SHORT.set(a, at, (short) value);
    }

    public static void put32(byte[] a, int at, int value) {
        INT.set(a, at, value);
    }

    public static void put64(byte[] a, int at, long value) {
        LONG.set(a, at, value);
    }

    public static void put48(byte[] a, int at, long value) {
        put16(a, at, (int) (value >>> 32));
        put32(a, at + 2, (int) value);
    }
}
