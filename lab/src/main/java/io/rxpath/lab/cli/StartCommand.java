package io.rxpath.lab.cli;

import io.rxpath.lab.run.LabService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rxpath start SERVICE}. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Start one service of an 'up --processes' again, after it was stopped or killed.")
final class StartCommand implements Callable<Integer> {
    private final CliContext context;

    @Parameters(paramLabel = "SERVICE", description = "nic, softirq, ip, tcp or socket.")
    String service = "";

    StartCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.control().start(LabService.parse(service), context.progress());
        return 0;
    }
}
