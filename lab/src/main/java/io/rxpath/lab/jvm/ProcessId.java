package io.rxpath.lab.jvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One process for good: the system gives a pid to another process later, so the time of its start belongs to it.
 *
 * @param pid the process id
 * @param started its start, epoch milliseconds as the system tells it; 0 where it does not
 */
public record ProcessId(long pid, long started) {
    /** This JVM. */
    public static ProcessId self() {
        return of(ProcessHandle.current());
    }

    /** The process behind {@code handle}. */
    public static ProcessId of(ProcessHandle handle) {
        return new ProcessId(
                handle.pid(),
                handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    /** Reads {@link #toString()}. */
    public static ProcessId parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("process \"" + text + "\": expected PID/START");
        }
        return new ProcessId(Long.parseLong(text.substring(0, slash)), Long.parseLong(text.substring(slash + 1)));
    }

    private Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(h -> h.isAlive() && of(h).equals(this) && !zombie(pid));
    }

    /**
     * True for a process that has ended and whose parent has not asked how: Java calls it alive. A service that was started
     * again has outlived the command that did it, and the first process of a container may ask late or never.
     */
    private static boolean zombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            // The state follows the name, which is in parentheses and may contain some.
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false;
        }
    }

    /** True while this very process runs. */
    public boolean alive() {
        return handle().isPresent();
    }

    /** Asks it to end (SIGTERM) and waits; false if it still runs after {@code seconds}. */
    public boolean terminate(int seconds) {
        return end(ProcessHandle::destroy, seconds);
    }

    /** Ends it at once (SIGKILL), as a crash would; false if it still runs after {@code seconds}. */
    public boolean kill(int seconds) {
        return end(ProcessHandle::destroyForcibly, seconds);
    }

    private interface End {
        boolean ask(ProcessHandle handle);
    }

    private boolean end(End how, int seconds) {
        Optional<ProcessHandle> handle = handle();
        if (handle.isEmpty()) {
            return true;
        }
        how.ask(handle.get());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (alive()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** PID/START. */
    @Override
    public String toString() {
        return pid + "/" + started;
    }
}
