package io.rxpath.lab.cli;

import io.rxpath.kit.HostFile;
import io.rxpath.kit.ServiceClock;
import io.rxpath.lab.demo.LiveBlast;
import io.rxpath.lab.demo.Measured;
import io.rxpath.lab.demo.WireLink;
import io.rxpath.lab.generate.BlastSettings;
import io.rxpath.lab.generate.FlowControl;
import io.rxpath.lab.report.ReportText;
import io.rxpath.lab.report.Units;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.Progress;
import io.rxpath.lab.run.RunState;
import io.rxpath.skb.LedgerSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rxpath blast}. */
@Command(
        name = "blast",
        mixinStandardHelpOptions = true,
        description = "Put plain frames on the wire of the running host, in exact number and rate, and say what the"
                + " layers did with them. For experiments with rings.")
final class BlastCommand implements Callable<Integer> {
    private static final int DRAIN_SECONDS = 10;

    private final CliContext context;

    @Option(
            names = "--frames",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many (default" + " ${DEFAULT-VALUE}).")
    long frames;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "0",
            description = "Frames per second; 0 for as fast as" + " it goes (default ${DEFAULT-VALUE}).")
    double rate;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "60",
            description = "Bytes of each frame without" + " FCS, 60 to the host's MTU + 14 (default ${DEFAULT-VALUE}).")
    int size;

    @Option(
            names = "--flows",
            paramLabel = "N",
            defaultValue = "1",
            description = "Source ports, 1..10000: RSS spreads" + " them over queues (default ${DEFAULT-VALUE}).")
    int flows;

    @Option(names = "--tcp", description = "TCP segments with ACK alone instead of UDP datagrams to port 9.")
    boolean tcp;

    @Option(names = "--no-flow-control", description = "Send on when the host's card asks for a pause.")
    boolean noFlowControl;

    BlastCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        check();
        RunState run = context.control().alive();
        HostFile host = context.host();
        if (size > host.mtu() + 14) {
            throw LabException.badInput(
                    "--size " + size + ": expected at most the host's MTU + 14: " + (host.mtu() + 14));
        }
        BlastSettings settings = LiveBlast.settings(host, tcp, frames, rate, size, flows);
        FlowControl flowControl = new FlowControl(!noFlowControl);
        Progress progress = context.progress();
        Measured measured = new Measured(context.control().pages());
        try (WireLink link = new WireLink(run.bootstrap(), run.partitions(), 0)) {
            double seconds = new LiveBlast(link, flowControl, new ServiceClock()).run(settings);
            progress.say("waiting until the layers are empty, at most " + DRAIN_SECONDS + " s");
            List<LedgerSnapshot> layers = measured.drained(link.sent(), DRAIN_SECONDS);
            context.out()
                    .println(String.format(
                            Locale.ROOT,
                            "%s frames of %d bytes in %.2f s; %s pause frames heard",
                            Units.count(link.sent()),
                            size,
                            seconds,
                            Units.count(flowControl.heard())));
            context.out().print(ReportText.ledger(link.sent(), layers));
            return layers.stream().allMatch(layer -> layer.imbalance() == 0) ? 0 : LabException.FAILED;
        }
    }

    private void check() {
        range("--frames", frames, 1, 100_000_000);
        range("--size", size, 60, 9014);
        range("--flows", flows, 1, 10_000);
        if (!(rate >= 0 && rate <= 10_000_000)) {
            throw LabException.badInput("--rate " + rate + ": expected 0..10000000 frames per second");
        }
    }

    private static void range(String option, long value, long low, long high) {
        if (value < low || value > high) {
            throw LabException.badInput(option + " " + value + ": expected " + low + ".." + high);
        }
    }
}
