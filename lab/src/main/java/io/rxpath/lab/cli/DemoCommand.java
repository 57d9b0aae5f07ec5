package io.rxpath.lab.cli;

import io.rxpath.kit.HostFile;
import io.rxpath.kit.ServiceClock;
import io.rxpath.lab.demo.DemoTraffic;
import io.rxpath.lab.demo.LiveTraffic;
import io.rxpath.lab.demo.LiveView;
import io.rxpath.lab.demo.Measured;
import io.rxpath.lab.demo.WireLink;
import io.rxpath.lab.generate.Netem;
import io.rxpath.lab.report.ReportText;
import io.rxpath.lab.report.RunReport;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LabService;
import io.rxpath.lab.run.Pipeline;
import io.rxpath.lab.run.PipelineSettings;
import io.rxpath.lab.run.Ports;
import io.rxpath.lab.run.Progress;
import io.rxpath.skb.LedgerSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rxpath demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Start everything, send real TCP connections through the five services over a bad link, show it"
                + " while it runs, and report what became of every byte and segment.")
final class DemoCommand implements Callable<Integer> {
    private static final int LIMIT_SECONDS = 180;
    private static final int DRAIN_SECONDS = 15;
    private static final int FEWEST_FLOWS = 3;

    private final CliContext context;

    @Mixin
    PipelineOptions pipelineOptions = new PipelineOptions();

    @Mixin
    LinkOptions linkOptions = new LinkOptions();

    @Option(
            names = "--exit",
            description = "End after the report: 0 if every stream matched and the ledger balances, else 1.")
    boolean exit;

    @Option(
            names = "--flows",
            paramLabel = "N",
            defaultValue = "8",
            description = "Connections, 3..10000: one to http, a quarter to echo, the others to sink"
                    + " (default ${DEFAULT-VALUE}).")
    int flows;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "2M",
            converter = SizeConverter.class,
            description = "Bytes of each sink connection, such as 500K or 2M (default ${DEFAULT-VALUE}).")
    long size;

    DemoCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (flows < FEWEST_FLOWS || flows > 10_000) {
            throw LabException.badInput("--flows " + flows + ": expected 3..10000");
        }
        HostFile host = HostFile.defaults();
        DemoTraffic traffic = new DemoTraffic(host, flows, size, linkOptions.seed);
        Netem toHost = linkOptions.link(0);
        Netem fromHost = linkOptions.link(1);
        int httpBase = Ports.httpFree(LabService.DEFAULT_HTTP_BASE) ? LabService.DEFAULT_HTTP_BASE : 0;
        PipelineSettings settings =
                pipelineOptions.settings("demo", host, httpBase, null, PipelineSettings.DEFAULT_VNI);
        Progress progress = context.progress();
        Stay stay = new Stay(0);
        Pipeline pipeline = stay.run(() -> Pipeline.launch(settings, context.state(), progress));
        pipeline.awaitReady();
        RunReport report = drive(pipeline, traffic, toHost, fromHost, progress);
        context.out().println();
        context.out().print(ReportText.of(report));
        int code = report.good() ? 0 : LabException.FAILED;
        if (!exit) {
            context.out().println();
            context.out().print(Welcome.text(pipeline, context.state()));
            context.out()
                    .println("It stays up: './rxpath apps', './rxpath status'. Ctrl-C or './rxpath down' stops it.");
            stay.exitWith(code);
            stay.await(null);
        }
        stay.end(progress);
        return code;
    }

    private RunReport drive(Pipeline pipeline, DemoTraffic traffic, Netem toHost, Netem fromHost, Progress progress) {
        progress.say(traffic.flows() + " TCP connections through wire.rx and wire.tx, over " + linkOptions.words());
        Measured measured = new Measured(pipeline.pages());
        try (WireLink link =
                        new WireLink(pipeline.bootstrap(), pipeline.settings().partitions(), 0);
                LiveView view = new LiveView(pipeline.pages(), context.err(), traffic::state)) {
            LiveTraffic live = new LiveTraffic(
                    traffic.sources(), link, toHost, fromHost, linkOptions.flowControl(), new ServiceClock());
            double seconds = live.run(Duration.ofSeconds(LIMIT_SECONDS), TimeUnit.SECONDS.toNanos(1), view::look);
            view.look(seconds);
            view.finish();
            progress.say(String.format(
                    Locale.ROOT,
                    "the link lost %d frames, repeated %d and delayed %d; waiting until the layers are empty",
                    toHost.lost() + fromHost.lost(),
                    toHost.duplicated() + fromHost.duplicated(),
                    toHost.reordered() + fromHost.reordered()));
            List<LedgerSnapshot> layers = measured.drained(link.sent(), DRAIN_SECONDS);
            return measured.report(
                    seconds,
                    link.sent(),
                    layers,
                    traffic.streams(pipeline.pages().apps()),
                    traffic.complaints());
        }
    }
}
