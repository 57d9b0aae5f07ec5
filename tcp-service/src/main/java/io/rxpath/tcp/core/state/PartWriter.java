package io.rxpath.tcp.core.state;

import java.util.Arrays;

/** A growing big-endian buffer. */
final class PartWriter {
    private byte[] a = new byte[512];
    private int at;

    void u8(int value) {
        room(1);
        a[at++] = (byte) value;
    }

    void bool(boolean value) {
        u8(value ? 1 : 0);
    }

    void i32(int value) {
        room(4);
        a[at] = (byte) (value >>> 24);
        a[at + 1] = (byte) (value >>> 16);
        a[at + 2] = (byte) (value >>> 8);
        a[at + 3] = (byte) value;
        at += 4;
    }

    void i64(long value) {
        room(8);
        StateKeys.put64(a, at, value);
        at += 8;
    }

    /** Names of counters and reasons: ASCII. */
    void text(String value) {
        i32(value.length());
        for (int i = 0; i < value.length(); i++) {
            u8(value.charAt(i));
        }
    }

    void bytes(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, a, at, bytes.length);
        at += bytes.length;
    }

    private void room(int n) {
        if (at + n > a.length) {
            a = Arrays.copyOf(a, Math.max(a.length * 2, at + n));
        }
    }

    /** What was written since the last call. */
    byte[] take() {
        byte[] part = Arrays.copyOf(a, at);
        at = 0;
        return part;
    }
}
