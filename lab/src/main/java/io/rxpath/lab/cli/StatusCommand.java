package io.rxpath.lab.cli;

import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.RunStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rxpath status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show the run of this folder: each service UP or DOWN, its process, its port, its segments, the"
                + " card's rings. Exit code 0 if all services are up, else 1.")
final class StatusCommand implements Callable<Integer> {
    private final CliContext context;

    @Option(names = "--json", description = "As JSON.")
    boolean json;

    StatusCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        RunStatus status = RunStatus.of(context.state());
        context.out().print(json ? status.json() : status.text());
        return status.allUp() ? 0 : LabException.FAILED;
    }
}
