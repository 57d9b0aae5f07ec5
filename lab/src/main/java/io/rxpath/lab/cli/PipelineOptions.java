package io.rxpath.lab.cli;

import io.rxpath.kit.HostFile;
import io.rxpath.lab.run.PipelineSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the pipeline is run. */
final class PipelineOptions {
    @Option(names = "--processes", description = "One process per service instead of one for all.")
    boolean processes;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Use this Kafka broker instead of starting one.")
    @Nullable
    String bootstrap;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            description = "Partitions of every data topic, 1..64 (default ${DEFAULT-VALUE}).")
    int partitions;

    /** What to start, with HTTP from {@code httpBase} on. */
    PipelineSettings settings(String command, HostFile host, int httpBase, @Nullable String vxlan, int vni) {
        return new PipelineSettings(command, host, processes, bootstrap, partitions, httpBase, vxlan, vni);
    }
}
