package io.rxpath.lab.cli;

import io.rxpath.lab.run.Change;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LabService;
import io.rxpath.lab.run.LiveSettings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rxpath pause}. */
@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description = "Let a service rest while its topics fill: softirq polls no ring until 'resume softirq'.")
final class PauseCommand implements Callable<Integer> {
    private final CliContext context;

    @Parameters(paramLabel = "SERVICE", description = "softirq; the others cannot pause.")
    String service = "";

    PauseCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (LabService.parse(service) != LabService.SOFTIRQ) {
            throw LabException.badInput(
                    "pause " + service + ": only softirq can pause; './rxpath stop' stops any service");
        }
        try (LiveSettings settings = context.settings()) {
            settings.change(List.of(new Change("rxpath/softirq/paused", "1")));
        }
        return 0;
    }
}
