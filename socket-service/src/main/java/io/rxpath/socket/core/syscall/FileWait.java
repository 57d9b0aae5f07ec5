package io.rxpath.socket.core.syscall;

/** A call that waits for news of one file, as most do (kernel add_wait_queue(sk_sleep(sk), ...)). */
abstract class FileWait extends Call {
    private final SysFile file;

    FileWait(SysFile file) {
        this.file = file;
    }

    @Override
    final void wait(WaitQueue.Entry entry) {
        file.waiters.add(entry);
    }
}
