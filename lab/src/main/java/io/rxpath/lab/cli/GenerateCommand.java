package io.rxpath.lab.cli;

import io.rxpath.kit.HostFile;
import io.rxpath.kit.ServiceClock;
import io.rxpath.lab.demo.GeneratedFlows;
import io.rxpath.lab.demo.LiveTraffic;
import io.rxpath.lab.demo.LiveView;
import io.rxpath.lab.demo.Measured;
import io.rxpath.lab.demo.WireLink;
import io.rxpath.lab.report.ReportText;
import io.rxpath.lab.report.RunReport;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.Progress;
import io.rxpath.lab.run.RunState;
import io.rxpath.lab.run.ServicePages;
import io.rxpath.skb.LedgerSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rxpath generate}. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = "Send TCP connections through the running host and report what became of them. Exit code 0 if"
                + " every stream was delivered byte for byte.")
final class GenerateCommand implements Callable<Integer> {
    private static final int DRAIN_SECONDS = 10;

    private final CliContext context;

    @Mixin
    LinkOptions linkOptions = new LinkOptions();

    @Option(
            names = "--flows",
            paramLabel = "N",
            defaultValue = "8",
            description = "Connections, 1..10000 (default ${DEFAULT-VALUE}).")
    int flows;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "1M",
            converter = SizeConverter.class,
            description = "Bytes each connection sends, such as 500K or 2M (default ${DEFAULT-VALUE}).")
    long size;

    @Option(
            names = "--segment",
            paramLabel = "BYTES",
            defaultValue = "1460",
            description = "Most payload of one segment, 1..1460 (default ${DEFAULT-VALUE}).")
    int segment;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the host's application; 0 for its first sink (default ${DEFAULT-VALUE}).")
    int port;

    @Option(
            names = "--rate",
            paramLabel = "MBIT",
            defaultValue = "0",
            description = "Rate of the link in Mbit/s; 0 for no limit (default ${DEFAULT-VALUE}).")
    double rate;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "Give up after so long (default ${DEFAULT-VALUE}).")
    int limit;

    GenerateCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        check();
        RunState run = context.control().alive();
        ServicePages pages = context.control().pages();
        HostFile host = HostFile.read(context.state().hostFile());
        GeneratedFlows traffic = new GeneratedFlows(host, port, flows, size, segment, linkOptions.seed);
        Progress progress = context.progress();
        progress.say(flows + " TCP connections to " + traffic.target() + ", over " + linkOptions.words());
        Measured measured = new Measured(pages);
        try (WireLink link = new WireLink(run.bootstrap(), run.partitions(), 0);
                LiveView view = new LiveView(pages, context.err(), traffic::state)) {
            LiveTraffic live = new LiveTraffic(
                    traffic.sources(),
                    link,
                    linkOptions.link(0, rate),
                    linkOptions.link(1, rate),
                    linkOptions.flowControl(),
                    new ServiceClock());
            double seconds = live.run(Duration.ofSeconds(limit), TimeUnit.SECONDS.toNanos(1), view::look);
            view.look(seconds);
            view.finish();
            progress.say("waiting until the layers are empty");
            List<LedgerSnapshot> layers = measured.drained(link.sent(), DRAIN_SECONDS);
            RunReport report =
                    measured.report(seconds, link.sent(), layers, traffic.streams(pages.apps()), traffic.complaints());
            context.out().print(ReportText.of(report));
            return report.streamsMatch() && report.complaints().isEmpty() ? 0 : LabException.FAILED;
        }
    }

    private void check() {
        range("--flows", flows, 1, 10_000);
        range("--segment", segment, 1, 1460);
        range("--port", port, 0, 65_535);
        range("--limit", limit, 1, 86_400);
        if (!(rate >= 0 && rate <= 100_000)) {
            throw LabException.badInput("--rate " + rate + ": expected 0..100000 Mbit/s");
        }
        linkOptions.link(0);
    }

    private static void range(String option, int value, int low, int high) {
        if (value < low || value > high) {
            throw LabException.badInput(option + " " + value + ": expected " + low + ".." + high);
        }
    }
}
