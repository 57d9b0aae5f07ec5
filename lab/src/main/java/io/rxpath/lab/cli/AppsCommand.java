package io.rxpath.lab.cli;

import io.rxpath.lab.report.AppsTable;
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

    AppsCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        JsonNode apps = context.control().pages().apps();
        context.out().print(json ? AppsTable.json(apps) : AppsTable.text(apps));
        return 0;
    }
}
