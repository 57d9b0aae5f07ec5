package io.rxpath.socket.core;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who is to run, in the order in which they were woken, and who sleeps until when. Kernel: net/core/sock.c
 * sock_def_readable and sock_def_write_space wake the process that waits on the socket; as there, a process that is
 * already woken is not woken twice.
 */
final class WakeQueue {
    private final ArrayDeque<Sock> runnable = new ArrayDeque<>();
    private final TreeSet<Sock> sleepers =
            new TreeSet<>(Comparator.comparingLong((Sock sk) -> sk.timerAt).thenComparingLong(sk -> sk.cookie));
    private long wokenAt;

    /** The socket's program has something to do (sk_data_ready, sk_write_space, sk_error_report). */
    void wake(Sock sk, long now) {
        if (!sk.woken && !sk.waits) {
            sk.woken = true;
            if (runnable.isEmpty()) {
                wokenAt = now;
            }
            runnable.add(sk);
        }
    }

    /** The next to run, or null. */
    @Nullable
    Sock next() {
        Sock sk = runnable.poll();
        if (sk != null) {
            sk.woken = false;
        }
        return sk;
    }

    /** Sets a program's alarm; Long.MAX_VALUE for none (hrtimer_start, hrtimer_cancel). */
    void sleepUntil(Sock sk, long at) {
        if (sk.timerAt != Long.MAX_VALUE) {
            sleepers.remove(sk);
        }
        sk.timerAt = at;
        if (at != Long.MAX_VALUE) {
            sleepers.add(sk);
        }
    }

    /** Wakes those whose time has come. */
    void expire(long now) {
        while (!sleepers.isEmpty() && sleepers.first().timerAt <= now) {
            Sock sk = sleepers.first();
            sleepUntil(sk, Long.MAX_VALUE);
            sk.timerDue = true;
            wake(sk, now);
        }
    }

    /** When there is something to do: at once if somebody is woken. */
    long nextTimeout() {
        if (!runnable.isEmpty()) {
            return wokenAt;
        }
        return sleepers.isEmpty() ? Long.MAX_VALUE : sleepers.first().timerAt;
    }
}
