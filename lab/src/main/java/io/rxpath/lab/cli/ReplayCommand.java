package io.rxpath.lab.cli;

import io.rxpath.kit.HostFile;
import io.rxpath.kit.ServiceClock;
import io.rxpath.lab.demo.Measured;
import io.rxpath.lab.demo.Replay;
import io.rxpath.lab.demo.WireLink;
import io.rxpath.lab.report.ReportText;
import io.rxpath.lab.report.Units;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.Progress;
import io.rxpath.lab.run.RunState;
import io.rxpath.lab.run.ServicePages;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.MacAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rxpath replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Put the frames of a capture file (pcap or pcapng, Ethernet) on the wire of the running host, and"
                + " say what the layers did with them.")
final class ReplayCommand implements Callable<Integer> {
    private static final int DRAIN_SECONDS = 10;

    enum Speed {
        real,
        fast
    }

    private final CliContext context;

    @Parameters(paramLabel = "FILE", description = "The capture file.")
    Path file = Path.of("");

    @Option(
            names = "--speed",
            paramLabel = "real|fast",
            defaultValue = "fast",
            description = "With the gaps of the file, or as fast as it goes (default ${DEFAULT-VALUE}).")
    Speed speed = Speed.fast;

    @Option(
            names = "--rewrite-dst-mac",
            description = "Send the frames to the host's own MAC address, whatever they say; group addresses stay.")
    boolean rewriteMac;

    ReplayCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Replay.check(file);
        RunState run = context.control().alive();
        ServicePages pages = context.control().pages();
        HostFile host = HostFile.read(context.state().hostFile());
        Progress progress = context.progress();
        Replay replay = new Replay(speed == Speed.real, rewriteMac, MacAddress.parse(host.mac()));
        Measured measured = new Measured(pages);
        try (WireLink link = new WireLink(run.bootstrap(), run.partitions(), 0)) {
            replay.run(file, new ServiceClock(), link::send, progress);
            link.flush();
            progress.say("waiting until the layers are empty");
            List<LedgerSnapshot> layers = measured.drained(link.sent(), DRAIN_SECONDS);
            context.out()
                    .println(Units.count(replay.frames()) + " frames, " + Units.bytes(replay.bytes()) + " on the wire"
                            + (replay.cut() == 0
                                    ? ""
                                    : "; " + Units.count(replay.cut())
                                            + " left out, because the file does not hold all of their bytes"));
            context.out().print(ReportText.ledger(link.sent(), layers));
            return layers.stream().allMatch(layer -> layer.imbalance() == 0) ? 0 : LabException.FAILED;
        }
    }
}
