package io.rxpath.lab.cli;

import io.rxpath.lab.report.AppsTable;
import io.rxpath.lab.report.UdpSockets;
import io.rxpath.lab.run.ServicePages;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code rxpath apps}. */
@Command(
        name = "apps",
        mixinStandardHelpOptions = true,
        description = "List the applications' connections with bytes and SHA-256 of what they have read and written.")
final class AppsCommand implements Callable<Integer> {
    private final CliContext context;

    @Option(names = "--json", description = "As a JSON array.")
    boolean json;

    @Option(
            names = {"-u", "--udp"},
            description = "The UDP sockets and their peers only.")
    boolean udp;

    AppsCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        ServicePages pages = context.control().pages();
        JsonNode apps = pages.apps();
        if (udp) {
            JsonNode sockets = pages.udp();
            context.out().print(json ? sockets.toPrettyString() + "\n" : UdpSockets.text(sockets));
            return 0;
        }
        context.out().print(json ? AppsTable.json(apps) : AppsTable.text(apps) + UdpSockets.text(pages.udp()));
        return 0;
    }
}
