package io.rxpath.socket.core.syscall;

import java.util.Arrays;

/** A pipe: bytes one end takes and the other gives (kernel fs/pipe.c), 65,536 of them at most. */
final class Pipe {
    private static final int CAPACITY = 65_536;

    private byte[] bytes = {};
    final End reader = new End(false);
    final End writer = new End(true);

    int room() {
        return CAPACITY - bytes.length;
    }

    int size() {
        return bytes.length;
    }

    void put(byte[] a, int off, int n) {
        int at = bytes.length;
        bytes = Arrays.copyOf(bytes, at + n);
        System.arraycopy(a, off, bytes, at, n);
        reader.waiters.wake(Poll.READABLE);
    }

    /** The next bytes, at most {@code max}. */
    byte[] take(int max) {
        byte[] taken = peek(max);
        bytes = Arrays.copyOfRange(bytes, taken.length, bytes.length);
        writer.waiters.wake(Poll.WRITABLE);
        return taken;
    }

    /** The next bytes, which stay. */
    byte[] peek(int max) {
        return Arrays.copyOf(bytes, Math.min(max, bytes.length));
    }

    /** One end of it. */
    final class End extends SysFile {
        final boolean writes;
        private boolean closed;

        End(boolean writes) {
            this.writes = writes;
        }

        Pipe pipe() {
            return Pipe.this;
        }

        boolean otherClosed() {
            return writes ? reader.closed : writer.closed;
        }

        @Override
        int poll() {
            if (writes) {
                return (room() > 0 ? Poll.OUT | Poll.WRNORM : 0) | (reader.closed ? Poll.ERR : 0);
            }
            return (bytes.length > 0 ? Poll.IN | Poll.RDNORM : 0) | (writer.closed ? Poll.HUP : 0);
        }

        @Override
        void release(long now) {
            closed = true;
            (writes ? reader : writer).waiters.wakeAll(0);
        }
    }
}
