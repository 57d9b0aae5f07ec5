package io.rxpath.socket.core.syscall;

/** An open file (kernel struct file). */
abstract class SysFile {
    /** Who waits for it. */
    final WaitQueue waiters = new WaitQueue();

    /** O_NONBLOCK. */
    boolean nonblock;

    /** File descriptors that lead to it. */
    int refs;

    /** Events that hold now, of {@link Poll}. */
    abstract int poll();

    /** The last descriptor is closed. */
    abstract void release(long now);
}
