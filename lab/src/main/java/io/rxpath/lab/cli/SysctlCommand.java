package io.rxpath.lab.cli;

import io.rxpath.kit.Sysctls;
import io.rxpath.lab.cli.device.DeviceFiles;
import io.rxpath.lab.cli.device.SysctlName;
import io.rxpath.lab.run.Change;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LiveSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rxpath sysctl}. */
@Command(
        name = "sysctl",
        mixinStandardHelpOptions = true,
        description = "Look at kernel settings and change them while everything runs.")
final class SysctlCommand implements Callable<Integer> {
    private final CliContext context;

    @Option(names = "-w", description = "Set; the same without it, as in sysctl(8).")
    boolean write;

    @Option(
            names = {"-a", "--all"},
            description = "Show those of the softirq, which tells its values, defaults too.")
    boolean all;

    @Option(
            names = {"-n", "--values"},
            description = "Values without names.")
    boolean values;

    @Parameters(arity = "0..*", paramLabel = "NAME[=VALUE]", description = "Settings.")
    List<String> words = new ArrayList<>();

    SysctlCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (words.isEmpty() && !all) {
            throw LabException.badInput("sysctl: which setting? expected NAME, NAME=VALUE or -a");
        }
        List<Change> changes = new ArrayList<>();
        List<String> shown = new ArrayList<>(all ? Sysctls.shownNames() : List.of());
        for (String word : words) {
            int equals = word.indexOf('=');
            String name = SysctlName.of((equals < 0 ? word : word.substring(0, equals)).strip());
            if (equals >= 0) {
                changes.add(new Change(
                        SysctlName.key(name), word.substring(equals + 1).strip()));
            } else if (write) {
                throw LabException.badInput("sysctl -w " + word + ": expected NAME=VALUE");
            } else {
                shown.add(name);
            }
        }
        if (!changes.isEmpty()) {
            try (LiveSettings settings = context.settings()) {
                settings.change(changes);
            }
            changes.forEach(
                    change -> print(change.key().substring("sysctl/".length()), String.valueOf(change.value())));
        }
        if (!shown.isEmpty()) {
            DeviceFiles files = context.files();
            shown.forEach(name -> print(name, files.sysctl(name)));
        }
        return 0;
    }

    private void print(String name, String value) {
        context.out().println(values ? value : name + " = " + value);
    }
}
