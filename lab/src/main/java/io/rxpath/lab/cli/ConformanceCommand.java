package io.rxpath.lab.cli;

import io.rxpath.lab.oracle.Conformance;
import io.rxpath.lab.run.LabException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rxpath conformance}. */
@Command(
        name = "conformance",
        mixinStandardHelpOptions = true,
        description =
                "Play the cases a real kernel has answered against the five layers in one process, in virtual time,"
                        + " and say what differs.")
final class ConformanceCommand implements Callable<Integer> {
    private final CliContext context;

    @Option(
            names = "--cases",
            paramLabel = "DIR",
            description = "Folder of the cases, NAME.json each (default: conformance/cases of the project).")
    @Nullable
    Path cases;

    @Option(
            names = "--expect",
            paramLabel = "DIR",
            description =
                    "Folder of the kernel's results, NAME.json each (default: conformance/expected of the project).")
    @Nullable
    Path expect;

    @Option(names = "--out", paramLabel = "DIR", description = "Write the results to this folder, in the same format.")
    @Nullable
    Path out;

    @Parameters(
            paramLabel = "CASE",
            arity = "0..*",
            description = "Names of cases; all of the folder if none is named.")
    List<String> names = List.of();

    ConformanceCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Conformance conformance = new Conformance(folder(cases, "cases"), folder(expect, "expected"), out);
        List<String> played = names.isEmpty() ? conformance.names() : names;
        return conformance.run(played, context.out()) == 0 ? 0 : LabException.FAILED;
    }

    private static Path folder(@Nullable Path given, String name) {
        if (given != null) {
            return given;
        }
        String home = System.getProperty("rxpath.home");
        if (home == null) {
            throw LabException.badInput("the project's folder is not known; expected --cases DIR and --expect DIR");
        }
        return Path.of(home, "conformance", name);
    }
}
