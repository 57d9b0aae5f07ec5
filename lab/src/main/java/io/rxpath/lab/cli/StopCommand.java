package io.rxpath.lab.cli;

import io.rxpath.lab.run.LabService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rxpath stop SERVICE}. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = "Stop one service of an 'up --processes'; the others go on. './rxpath start' starts it again.")
final class StopCommand implements Callable<Integer> {
    private final CliContext context;

    @Parameters(paramLabel = "SERVICE", description = "nic, softirq, ip, tcp or socket.")
    String service = "";

    @Option(names = "--kill", description = "At once, as a crash would (SIGKILL).")
    boolean kill;

    StopCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.control().stop(LabService.parse(service), kill, context.progress());
        return 0;
    }
}
