package io.rxpath.lab.peer;

import java.util.Arrays;

/** A stream that grows as it is written to. */
public final class WrittenPayload implements PayloadSource {
    private byte[] bytes = new byte[256];
    private int length;

    /** Appends bytes. */
    public void write(byte[] data, int off, int len) {
        if (length + len > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + len));
        }
        System.arraycopy(data, off, bytes, length, len);
        length += len;
    }

    /** Appends bytes. */
    public void write(byte[] data) {
        write(data, 0, data.length);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void copy(long offset, byte[] dst, int at, int len) {
        System.arraycopy(bytes, (int) offset, dst, at, len);
    }
}
