package io.rxpath.lab.cli;

import io.rxpath.kit.HostFile;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.Pipeline;
import io.rxpath.lab.run.PipelineSettings;
import io.rxpath.lab.run.Progress;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rxpath up}: starts the pipeline and keeps it up. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Start the simulated host: a Kafka broker and the five services. Stays until Ctrl-C,"
                + " './rxpath down' or --exit-after.")
final class UpCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    HostOptions hostOptions = new HostOptions();

    @Mixin
    PipelineOptions pipelineOptions = new PipelineOptions();

    @Option(
            names = "--vxlan",
            paramLabel = "ADDRESS:PORT",
            description = "Let VXLAN clients attach to this UDP address, such as 127.0.0.1:4789.")
    @Nullable
    String vxlan;

    @Option(
            names = "--vni",
            paramLabel = "N",
            defaultValue = "" + PipelineSettings.DEFAULT_VNI,
            description = "VXLAN network identifier (default ${DEFAULT-VALUE}).")
    int vni;

    @Option(
            names = "--http-base",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "HTTP port of nic-service, the others follow; 0 for free ports (default ${DEFAULT-VALUE}).")
    int httpBase;

    @Option(names = "--exit-after", paramLabel = "SECONDS", description = "Stop by itself after so long.")
    @Nullable
    Integer exitAfter;

    UpCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (exitAfter != null && exitAfter < 1) {
            throw LabException.badInput("--exit-after " + exitAfter + ": expected 1 second or more");
        }
        HostFile host = hostOptions.host();
        PipelineSettings settings = pipelineOptions.settings("up", host, httpBase, vxlan, vni);
        Progress progress = context.progress();
        Stay stay = new Stay(0);
        Pipeline pipeline = stay.run(() -> Pipeline.launch(settings, context.state(), progress));
        pipeline.awaitReady();
        context.out().print(Welcome.text(pipeline, context.state()));
        context.out().println("Ctrl-C or './rxpath down' stops it.");
        stay.await(exitAfter);
        stay.end(progress);
        return 0;
    }
}
