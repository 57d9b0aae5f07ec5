package io.rxpath.tcp.core.state;

import io.rxpath.skb.MalformedRecordException;
import java.util.Arrays;

/** Reads what {@link PartWriter} wrote; a part that is too short or too long is malformed. */
final class PartReader {
    private final byte[] a;
    private int at;

    PartReader(byte[] a, int version, String what) {
        this.a = a;
        int found = u8();
        if (found != version) {
            throw new MalformedRecordException(0, what + " has version " + found + ", this stack reads " + version);
        }
    }

    int u8() {
        need(1);
        return a[at++] & 0xff;
    }

    boolean bool() {
        return u8() != 0;
    }

    int i32() {
        need(4);
        int value = a[at] << 24 | (a[at + 1] & 0xff) << 16 | (a[at + 2] & 0xff) << 8 | a[at + 3] & 0xff;
        at += 4;
        return value;
    }

    long i64() {
        need(8);
        long value = StateKeys.get64(a, at);
        at += 8;
        return value;
    }

    byte[] bytes(int length) {
        need(length);
        byte[] value = Arrays.copyOfRange(a, at, at + length);
        at += length;
        return value;
    }

    String text() {
        int length = i32();
        need(length);
        StringBuilder value = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            value.append((char) u8());
        }
        return value.toString();
    }

    void end(String what) {
        if (at != a.length) {
            throw new MalformedRecordException(at, a.length - at + " bytes too many in " + what);
        }
    }

    private void need(int n) {
        if (n < 0 || at + n > a.length) {
            throw new MalformedRecordException(at, "a stored part ends before its " + n + " bytes");
        }
    }
}
