package io.rxpath.conformance.bench;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks, each in a JVM of its own, and prints one line per benchmark. */
public final class JmhMain {
    private static final String BYTES = "gc.alloc.rate.norm";

    private JmhMain() {}

    /** The first argument, if any, is a regular expression that chooses benchmarks. */
    public static void main(String[] args) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(args.length > 0 ? args[0] : "(HotPath|Ip|Tcp)Benchmark")
                        .forks(1)
                        .warmupIterations(20)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
        PrintStream out = System.out;
        out.printf(Locale.ROOT, "%-16s %12s %12s %10s%n", "benchmark", "ns/op", "+- (99.9 %)", "B/op");
        for (RunResult run : results) {
            Result<?> time = run.getPrimaryResult();
            out.printf(
                    Locale.ROOT,
                    "%-16s %12.1f %12.1f %10.1f%n",
                    time.getLabel(),
                    time.getScore(),
                    time.getScoreError(),
                    bytes(run));
        }
    }

    private static double bytes(RunResult run) {
        for (Map.Entry<String, ?> entry : run.getSecondaryResults().entrySet()) {
            if (entry.getKey().endsWith(BYTES) && entry.getValue() instanceof Result<?> result) {
                return result.getScore();
            }
        }
        throw new IllegalStateException("the GC profiler gave no " + BYTES);
    }
}
