package io.rxpath.socket.core.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link PartWriter} wrote; throws IllegalStateException where the part is too short. No kernel counterpart: a
 * kernel's sockets die with it.
 */
public final class PartReader {
    private final byte[] a;
    private int at;

    /** Reads from the beginning of {@code part}. */
    public PartReader(byte[] part) {
        this.a = part;
    }

    /** Reads the version in front and checks it; {@code what} is named in the exception. */
    public void version(int expected, String what) {
        int version = get8();
        if (version != expected) {
            throw new IllegalStateException(
                    "saved " + what + " has version " + version + ", expected version " + expected);
        }
    }

    /** The next byte, 0..255. */
    public int get8() {
        need(1);
        return a[at++] & 0xff;
    }

    /** The next two bytes, 0..65535. */
    public int get16() {
        return get8() << 8 | get8();
    }

    /** The next four bytes. */
    public int get32() {
        return get16() << 16 | get16();
    }

    /** The next eight bytes. */
    public long get64() {
        return (long) get32() << 32 | get32() & 0xffff_ffffL;
    }

    /** The next length-prefixed bytes, as a new array. */
    public byte[] getBytes() {
        int len = get32();
        need(len);
        at += len;
        return Arrays.copyOfRange(a, at - len, at);
    }

    /** All that is left, as a new array. */
    public byte[] getRest() {
        byte[] rest = Arrays.copyOfRange(a, at, a.length);
        at = a.length;
        return rest;
    }

    /** The next string. */
    public String getString() {
        return new String(getBytes(), StandardCharsets.UTF_8);
    }

    /** True when everything was read. */
    public boolean atEnd() {
        return at == a.length;
    }

    private void need(int n) {
        if (n < 0 || a.length - at < n) {
            throw new IllegalStateException(
                    "saved part of " + a.length + " bytes ends where " + n + " more are expected at " + at);
        }
    }
}
