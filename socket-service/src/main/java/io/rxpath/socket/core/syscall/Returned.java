package io.rxpath.socket.core.syscall;

/** A call that has returned at once. */
final class Returned extends Call {
    private final long result;

    Returned(long result) {
        this.result = result;
    }

    @Override
    long attempt(long now) {
        return result;
    }

    @Override
    long expired(long now) {
        return result;
    }

    @Override
    void wait(WaitQueue.Entry entry) {
        throw new IllegalStateException("a call that has returned does not wait");
    }
}
