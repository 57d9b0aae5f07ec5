package io.rxpath.lab.cli;

import io.rxpath.lab.fuzz.Fuzz;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rxpath fuzz}. */
@Command(
        name = "fuzz",
        mixinStandardHelpOptions = true,
        description =
                "Write random cases: frames, rules, routes and settings, or TCP connections. conformance/record.py asks a kernel about them,"
                        + " rxpath conformance compares.")
final class FuzzCommand implements Callable<Integer> {
    private final CliContext context;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the first case (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(names = "--count", paramLabel = "N", description = "How many cases (default: ${DEFAULT-VALUE}).")
    int count = 100;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write the cases to.")
    Path out = Path.of(".");

    @Option(
            names = "--wide",
            description =
                    "More kinds of frames, rules, routes and settings, with --tcp hosts that send much; other cases than"
                            + " without.")
    boolean wide;

    @Option(names = "--tcp", description = "TCP connections instead of frames and rules.")
    boolean tcp;

    FuzzCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (tcp && wide) {
            Fuzz.writeWideTcp(seed, count, out);
        } else if (tcp) {
            Fuzz.writeTcp(seed, count, out);
        } else if (wide) {
            Fuzz.writeWide(seed, count, out);
        } else {
            Fuzz.write(seed, count, out);
        }
        context.out().println(count + " cases in " + out);
        return 0;
    }
}
