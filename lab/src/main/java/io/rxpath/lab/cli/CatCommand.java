package io.rxpath.lab.cli;

import io.rxpath.lab.cli.device.DeviceFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rxpath cat}. */
@Command(
        name = "cat",
        mixinStandardHelpOptions = true,
        description = "Print files below /proc and /sys of the simulated host.")
final class CatCommand implements Callable<Integer> {
    private final CliContext context;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Such as /proc/net/softnet_stat.")
    List<String> paths = new ArrayList<>();

    CatCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        DeviceFiles files = context.files();
        paths.forEach(path -> context.out().print(files.read(path)));
        return 0;
    }
}
