package io.rxpath.lab.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code rxpath down}. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stop what 'up' or 'demo' started, and what is left of a run that was killed.")
final class DownCommand implements Callable<Integer> {
    private final CliContext context;

    DownCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.out().println(context.control().down(context.progress()));
        return 0;
    }
}
