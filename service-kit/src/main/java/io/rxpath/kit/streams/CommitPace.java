package io.rxpath.kit.streams;

/**
 * When a stream thread commits. A commit costs a few round trips to the broker during which the thread does nothing, so
 * while data streams in it should be rare; but nothing leaves before it, so when the input pauses it should be at once.
 * The rule: commit when less than {@link #PAUSE_BYTES} came in during the last {@link #PAUSE_MILLIS}. Streams' own
 * commit interval is the longest time between two.
 *
 * <p>Shared by the tasks of a thread, because a commit is the thread's. Used by that thread alone.
 */
final class CommitPace {
    /** How often the input is looked at while something is uncommitted. */
    static final long PAUSE_MILLIS = 5;

    /** Input of this size in that time is a stream: about 13 MB/s. */
    static final int PAUSE_BYTES = 64 * 1024;

    private long bytes;
    private boolean watched;

    /**
     * A record came in.
     *
     * @return true if nobody watches yet: the caller calls {@link #paused} every {@link #PAUSE_MILLIS} until a commit
     */
    boolean received(int size) {
        bytes += size;
        boolean first = !watched;
        watched = true;
        return first;
    }

    /** True if the input has paused since this was asked last: commit now. */
    boolean paused() {
        boolean paused = bytes < PAUSE_BYTES;
        bytes = 0;
        return paused;
    }

    /** A commit has begun. */
    void committed() {
        bytes = 0;
        watched = false;
    }

    /** True if something came in since the last commit. */
    boolean watched() {
        return watched;
    }
}
