package io.rxpath.lab.cli;

import io.rxpath.lab.cli.device.IpLine;
import io.rxpath.lab.cli.device.IpRequest;
import io.rxpath.lab.cli.device.LinkText;
import io.rxpath.lab.run.Change;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LiveSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rxpath ip}. */
@Command(
        name = "ip",
        mixinStandardHelpOptions = true,
        description =
                "Look at eth0 and set it, in the words of ip(8): [-s] link show eth0, link set eth0 promisc|allmulticast on|off, link set eth0 xdp PROGRAM|off, maddr add|del MAC, [-6] route show|add|replace|append|change|del|flush|get|explain, [-6] rule show|add|del|flush.")
final class IpCommand implements Callable<Integer> {
    /** Objects whose lines the layer itself reads; {@code link} and {@code maddress} are the card's. */
    private static final List<String> ROUTING = List.of("route", "rule", "neighbour", "neighbor", "address");

    private final CliContext context;

    @Parameters(arity = "0..*", paramLabel = "...", description = "As ip(8) takes them.")
    List<String> words = new ArrayList<>();

    IpCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (isRouting(words)) {
            // As with netfilter's programs, the layer itself reads the line: its tables decide what can be done.
            NetfilterCommand.run(context, "ip", words, null);
            return 0;
        }
        IpRequest request = IpLine.parse(words);
        try (LiveSettings settings = context.settings()) {
            if (request instanceof IpRequest.Set set) {
                set.changes().forEach(change -> checkTaken(settings, change));
                settings.change(set.changes());
            } else if (request instanceof IpRequest.ShowLink show) {
                Map<String, Long> stats = show.stats() > 0 ? context.files().linkStats() : Map.of();
                context.out().print(LinkText.link(context.host(), settings.inForce(), stats, show.stats()));
            } else {
                context.out().print(LinkText.groups(settings.inForce()));
            }
        }
        return 0;
    }

    /** True for {@code ip [-4|-6] route}, {@code rule}, {@code neigh} and {@code addr}, as far as iproute2 lets them be shortened. */
    private static boolean isRouting(List<String> words) {
        int at = 0;
        while (at < words.size() && (words.get(at).equals("-4") || words.get(at).equals("-6"))) {
            at++;
        }
        String object = at < words.size() ? words.get(at) : "";
        return !object.isEmpty() && ROUTING.stream().anyMatch(each -> each.startsWith(object));
    }

    private static void checkTaken(LiveSettings settings, Change change) {
        if (change.value() != null) {
            return;
        }
        String name = change.key().replaceFirst(".*/", "");
        if (settings.inHostFile(change.key())) {
            throw LabException.failed(name + " is in the host file; take it out there");
        }
        if (!settings.inForce().containsKey(change.key())) {
            throw LabException.failed(name + " is not there");
        }
    }
}
