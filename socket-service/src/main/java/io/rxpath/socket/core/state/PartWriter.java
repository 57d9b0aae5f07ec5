package io.rxpath.socket.core.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends big-endian values to one part of the state. No kernel counterpart, see {@link PartReader}. */
public final class PartWriter {
    private byte[] a = new byte[256];
    private int at;

    /** Appends one byte. */
    public PartWriter put8(int value) {
        room(1);
        a[at++] = (byte) value;
        return this;
    }

    /** Appends two bytes. */
    public PartWriter put16(int value) {
        return put8(value >>> 8).put8(value);
    }

    /** Appends four bytes. */
    public PartWriter put32(int value) {
        return put16(value >>> 16).put16(value);
    }

    /** Appends eight bytes. */
    public PartWriter put64(long value) {
        return put32((int) (value >>> 32)).put32((int) value);
    }

    /** Appends the length in four bytes and then bytes [off, off + len). */
    public PartWriter putBytes(byte[] bytes, int off, int len) {
        put32(len);
        room(len);
        System.arraycopy(bytes, off, a, at, len);
        at += len;
        return this;
    }

    /** Appends bytes without their length, for the end of a part. */
    public PartWriter putRaw(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, a, at, bytes.length);
        at += bytes.length;
        return this;
    }

    /** Appends a string as its length and UTF-8 bytes. */
    public PartWriter putString(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return putBytes(bytes, 0, bytes.length);
    }

    private void room(int n) {
        if (a.length - at < n) {
            a = Arrays.copyOf(a, Math.max(2 * a.length, at + n));
        }
    }

    /** All that was appended, as a new array. */
    public byte[] toByteArray() {
        return Arrays.copyOf(a, at);
    }
}
