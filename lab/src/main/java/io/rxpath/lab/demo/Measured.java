package io.rxpath.lab.demo;

import io.rxpath.lab.report.Histogram;
import io.rxpath.lab.report.Ledgers;
import io.rxpath.lab.report.PrometheusText;
import io.rxpath.lab.report.RunReport;
import io.rxpath.lab.report.StreamResult;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LabService;
import io.rxpath.lab.run.ServicePages;
import io.rxpath.skb.Hop;
import io.rxpath.skb.LedgerSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at the pipeline before and after traffic and says what it did in between. */
public final class Measured {
    private static final int POLL_MILLIS = 250;

    private final ServicePages pages;
    private final List<LedgerSnapshot> before;

    /** Looks now, before the traffic. */
    public Measured(ServicePages pages) {
        this.pages = pages;
        this.before = ledgers();
    }

    private List<LedgerSnapshot> ledgers() {
        return List.copyOf(pages.ledgers().values());
    }

    /**
     * What the layers have done since, once {@code sent} segments are through: waits until nothing moves any more and the
     * ledger balances, at most {@code seconds}.
     */
    public List<LedgerSnapshot> drained(long sent, int seconds) {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        List<LedgerSnapshot> last = since();
        while (true) {
            pause();
            List<LedgerSnapshot> now = since();
            boolean still = now.equals(last);
            if (still && Ledgers.balanced(sent, now) || System.nanoTime() > deadline) {
                return now;
            }
            last = now;
        }
    }

    private List<LedgerSnapshot> since() {
        return Ledgers.between(before, ledgers());
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LabException.failed("interrupted", e);
        }
    }

    private static Map<String, Histogram> inOrder(Map<String, Histogram> byHop) {
        Map<String, Histogram> ordered = new LinkedHashMap<>();
        for (Hop hop : Hop.values()) {
            Histogram histogram = byHop.get(hop.label());
            if (histogram != null) {
                ordered.put(hop.label(), histogram);
            }
        }
        return ordered;
    }

    /** The whole report. Latencies and GRO are since the services started. */
    public RunReport report(
            double seconds,
            long sent,
            List<LedgerSnapshot> layers,
            List<StreamResult> streams,
            List<String> complaints) {
        PrometheusText metrics = new PrometheusText();
        for (LabService service : LabService.all()) {
            metrics.add(pages.metrics(service));
        }
        Map<String, Histogram> wireToRecv = metrics.histograms("rxpath_wire_to_recv_seconds", "none");
        return new RunReport(
                seconds,
                sent,
                layers,
                inOrder(metrics.histograms("rxpath_hop_latency_seconds", "hop")),
                wireToRecv.values().stream().findFirst().orElseGet(Histogram::new),
                (long) metrics.sum("rxpath_gro_superpackets_total"),
                (long) metrics.sum("rxpath_gro_segments_total"),
                new ArrayList<>(streams),
                complaints);
    }
}
