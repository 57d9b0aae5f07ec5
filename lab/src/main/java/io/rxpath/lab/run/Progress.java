package io.rxpath.lab.run;

import java.io.PrintStream;
import java.util.Locale;

/** Says on standard error what is being done, so that nobody looks at a silent screen and output can be piped. */
public final class Progress {
    private final PrintStream out;
    private final long start = System.nanoTime();

    /** Prints to {@code out}. */
    public Progress(PrintStream out) {
        this.out = out;
    }

    /** Seconds since this was made. */
    public double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Prints a line with the seconds that have passed. */
    public void say(String line) {
        out.println(String.format(Locale.ROOT, "[%5.1f s] %s", seconds(), line));
    }
}
