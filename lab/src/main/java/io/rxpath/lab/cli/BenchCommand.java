package io.rxpath.lab.cli;

import io.rxpath.kit.HostFile;
import io.rxpath.kit.ListenSection;
import io.rxpath.lab.bench.Bench;
import io.rxpath.lab.bench.BenchReport;
import io.rxpath.lab.bench.BenchTimes;
import io.rxpath.lab.peer.Station;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.Pipeline;
import io.rxpath.lab.run.PipelineSettings;
import io.rxpath.lab.run.Progress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code rxpath bench}: frames per second and latency, as ratios to a pipeline that only copies. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measure the pipeline beside an identity pipeline with the same Kafka hops. Starts its own broker.")
final class BenchCommand implements Callable<Integer> {
    private static final int PARTITIONS = 4;

    private final CliContext context;

    @Option(names = "--quick", description = "Short rounds: under three minutes in all.")
    boolean quick;

    @Option(
            names = "--only",
            paramLabel = "WORKLOAD",
            description = "Only one of small, bulk, latency; for a profiler.")
    @Nullable
    String only;

    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    BenchCommand(CliContext context) {
        this.context = context;
    }

    /** The largest rings and buffers: what is measured is the work, not losses. */
    private static HostFile host() {
        return new HostFile(
                "02:00:00:00:00:02",
                List.of("10.9.0.2/24"),
                List.of(),
                1500,
                new HostFile.NicSection(PARTITIONS, 4096),
                Map.of("net.ipv4.tcp_rmem", "4096 16777216 33554432"),
                List.of(new ListenSection(9000, "sink", 0, null)));
    }

    @Override
    public Integer call() {
        if (only != null && !Bench.PARTS.contains(only)) {
            throw LabException.badInput("--only " + only + ": expected one of " + String.join(", ", Bench.PARTS));
        }
        HostFile host = host();
        PipelineSettings settings =
                new PipelineSettings("bench", host, false, null, PARTITIONS, 0, null, PipelineSettings.DEFAULT_VNI);
        Station self = Station.of("02:00:00:00:00:01", "10.9.0.1");
        Station target = Station.of(host.mac(), "10.9.0.2");
        Progress progress = context.progress();
        try (Pipeline pipeline = Pipeline.start(settings, context.state(), progress)) {
            BenchTimes times = quick ? BenchTimes.QUICK : BenchTimes.FULL;
            BenchReport report = new Bench(pipeline, progress, times, self, target).run(only);
            context.out()
                    .print(
                            json
                                    ? JsonMapper.builder().build().writeValueAsString(report.json()) + "\n"
                                    : report.text());
            return report.good() ? 0 : 1;
        }
    }
}
