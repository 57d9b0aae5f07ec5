package io.rxpath.lab.cli;

import io.rxpath.lab.jvm.ChildJvm;
import io.rxpath.lab.run.Pipeline;
import io.rxpath.lab.run.Progress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a pipeline up until Ctrl-C or SIGTERM, and takes it down in good order however the command ends. Being stopped by
 * a signal is how {@code up} is meant to end, so it ends with an exit code of our own.
 */
final class Stay {
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable Pipeline pipeline;
    private volatile boolean waiting;
    private volatile int exitCode;

    /** A signal while waiting ends the JVM with {@code exitCode}. */
    Stay(int exitCode) {
        this.exitCode = exitCode;
    }

    /** A signal from now on ends the JVM with {@code code}. */
    void exitWith(int code) {
        exitCode = code;
    }

    /** Launches a pipeline that is closed when the JVM ends. */
    Pipeline run(Supplier<Pipeline> launch) {
        Pipeline launched = launch.get();
        pipeline = launched;
        Runtime.getRuntime().addShutdownHook(new Thread(this::signalled, "stop"));
        return launched;
    }

    private void signalled() {
        boolean meant = waiting;
        end();
        if (meant) {
            Runtime.getRuntime().halt(exitCode);
        }
    }

    /** Waits for a signal, or so many seconds. */
    void await(@Nullable Integer seconds) {
        waiting = true;
        try {
            if (seconds == null) {
                over.await();
            } else if (over.await(seconds, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        waiting = false;
    }

    /** Closes the pipeline, and says so. */
    void end(Progress progress) {
        end();
        progress.say(
                Boolean.getBoolean(ChildJvm.CDS_WRITES)
                        ? "stopped; keeping an archive of the classes for faster starts"
                        : "stopped");
    }

    /** Closes the pipeline, once. */
    void end() {
        Pipeline closing = pipeline;
        if (closing != null) {
            closing.close();
        }
        over.countDown();
    }
}
