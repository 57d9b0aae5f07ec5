package io.rxpath.lab.cli;

import io.rxpath.lab.cli.device.DeviceFiles;
import io.rxpath.lab.run.Change;
import io.rxpath.lab.run.LiveSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rxpath write}. */
@Command(
        name = "write",
        mixinStandardHelpOptions = true,
        description = "Write to a file below /proc or /sys of the simulated host: what echo VALUE > PATH does.")
final class WriteCommand implements Callable<Integer> {
    private final CliContext context;

    @Parameters(index = "0", paramLabel = "PATH", description = "Such as /sys/class/net/eth0/gro_flush_timeout.")
    String path = "";

    @Parameters(index = "1", arity = "1..*", paramLabel = "VALUE", description = "What to write.")
    List<String> value = new ArrayList<>();

    WriteCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Change change =
                new Change(DeviceFiles.key(path), String.join(" ", value).strip());
        try (LiveSettings settings = context.settings()) {
            settings.change(List.of(change));
        }
        return 0;
    }
}
