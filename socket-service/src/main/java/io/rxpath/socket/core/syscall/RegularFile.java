package io.rxpath.socket.core.syscall;

import java.util.Arrays;

/** A file with a content of its own, read from front to end. */
final class RegularFile extends SysFile {
    private final byte[] content;
    private int position;

    RegularFile(byte[] content) {
        this.content = content;
    }

    byte[] next(int max) {
        byte[] bytes = Arrays.copyOfRange(content, position, Math.min(content.length, position + Math.max(0, max)));
        position += bytes.length;
        return bytes;
    }

    void back(int n) {
        position -= n;
    }

    @Override
    int poll() {
        return Poll.IN | Poll.RDNORM | Poll.OUT | Poll.WRNORM;
    }

    @Override
    void release(long now) {
        // Nothing is kept.
    }
}
