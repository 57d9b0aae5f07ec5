package io.rxpath.socket.core.syscall;

import org.jspecify.annotations.Nullable;

/** read() and write() of what is no socket: a pipe's end or a file (kernel fs/pipe.c pipe_read, pipe_write). */
final class FileCall extends FileWait {
    private final SysFile file;
    private final byte @Nullable [] buffer;
    private final int count;
    private final boolean writes;
    private int done;

    FileCall(SysFile file, byte @Nullable [] buffer, int count, boolean writes) {
        super(file);
        this.file = file;
        this.buffer = buffer;
        this.count = count;
        this.writes = writes;
    }

    @Override
    long attempt(long now) {
        byte[] a = buffer;
        if (a == null) {
            return count == 0 ? 0 : -Errno.EFAULT;
        }
        if (file instanceof RegularFile regular) {
            byte[] bytes = regular.next(count);
            System.arraycopy(bytes, 0, a, 0, bytes.length);
            return bytes.length;
        }
        Pipe.End end = (Pipe.End) file;
        if (writes != end.writes) {
            return -Errno.EBADF;
        }
        return writes ? write(end, a) : read(end, a);
    }

    private long read(Pipe.End end, byte[] a) {
        byte[] bytes = end.pipe().take(count);
        System.arraycopy(bytes, 0, a, 0, bytes.length);
        return bytes.length > 0 || count == 0 || end.otherClosed() ? bytes.length : WAITS;
    }

    private long write(Pipe.End end, byte[] a) {
        if (end.otherClosed()) {
            return done > 0 ? done : -Errno.EPIPE;
        }
        int n = Math.min(count - done, end.pipe().room());
        end.pipe().put(a, done, n);
        done += n;
        return done == count ? done : WAITS;
    }

    @Override
    long expired(long now) {
        return done > 0 ? done : -Errno.EAGAIN;
    }
}
