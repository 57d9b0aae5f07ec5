package io.rxpath.lab.cli;

import io.rxpath.lab.cli.device.EthtoolLine;
import io.rxpath.lab.cli.device.EthtoolRequest;
import io.rxpath.lab.run.Change;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LiveSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rxpath ethtool}. */
@Command(
        name = "ethtool",
        mixinStandardHelpOptions = true,
        description =
                "Look at the card and set it, in ethtool's own words: -S -g -G -k -K -l -L -x -X -n -N -c -C -a -A eth0 ...")
final class EthtoolCommand implements Callable<Integer> {
    private final CliContext context;

    @Parameters(arity = "0..*", paramLabel = "OPTION eth0 ...", description = "As ethtool(8) takes them.")
    List<String> words = new ArrayList<>();

    EthtoolCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        EthtoolRequest request = EthtoolLine.parse(words);
        if (request instanceof EthtoolRequest.Show show) {
            context.out().print(context.files().ethtool(show.page()));
            return 0;
        }
        try (LiveSettings settings = context.settings()) {
            if (request instanceof EthtoolRequest.Set set) {
                settings.change(set.changes());
            } else if (request instanceof EthtoolRequest.AddRule rule) {
                add(settings, rule);
            } else if (request instanceof EthtoolRequest.DeleteRule rule) {
                delete(settings, rule.location());
            }
        }
        return 0;
    }

    private void add(LiveSettings settings, EthtoolRequest.AddRule rule) {
        boolean anywhere = rule.location() < 0;
        int location = anywhere ? EthtoolLine.freeRule(settings.inForce()) : rule.location();
        if (location < 0) {
            throw LabException.failed(
                    "ethtool -N: no place is free for another rule; ethtool -N eth0 delete N frees one");
        }
        settings.change(List.of(new Change(EthtoolLine.ruleKey(location), rule.rule())));
        if (anywhere) {
            context.out().println("Added rule with ID " + location);
        }
    }

    private static void delete(LiveSettings settings, int location) {
        String key = EthtoolLine.ruleKey(location);
        Map<String, String> inForce = settings.inForce();
        if (settings.inHostFile(key)) {
            throw LabException.failed("ethtool -N: rule " + location + " is in the host file; take it out there");
        }
        if (!inForce.containsKey(key)) {
            throw LabException.failed("ethtool -N: there is no rule " + location);
        }
        settings.change(List.of(new Change(key, null)));
    }
}
