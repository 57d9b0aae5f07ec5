package io.rxpath.lab.report;

import io.rxpath.skb.Layer;
import io.rxpath.skb.LedgerSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@link RunReport} as lines. */
public final class ReportText {
    private static final int SHA_SHOWN = 16;

    private ReportText() {}

    /** The whole report. */
    public static String of(RunReport report) {
        StringBuilder text = new StringBuilder();
        text.append(ledger(report.sent(), report.layers())).append('\n');
        text.append(latencies(report)).append('\n');
        text.append(gro(report)).append('\n');
        text.append(streams(report)).append('\n');
        for (String complaint : report.complaints()) {
            text.append("wrong: ").append(complaint).append('\n');
        }
        text.append(verdict(report));
        return text.toString();
    }

    /** Per layer, per hand-over, and whether it balances. */
    public static String ledger(long sent, List<LedgerSnapshot> layers) {
        StringBuilder text = new StringBuilder("Layers, in wire segments\n");
        Table table =
                new Table("  ", "layer", " received", " delivered", " dropped", " consumed", " held", " lost track");
        for (LedgerSnapshot layer : layers) {
            table.row(
                    layer.layer().label(),
                    Units.count(layer.received()),
                    Units.count(layer.delivered()),
                    Units.count(layer.totalDropped()),
                    Units.count(layer.totalConsumed()),
                    Units.count(layer.held()),
                    Units.count(layer.imbalance()));
        }
        text.append(table.text());
        text.append(reasons("Dropped, by reason", layers, true));
        text.append(reasons("Consumed, by why", layers, false));
        boolean balanced = Ledgers.balanced(sent, layers);
        text.append("Hand-overs: ");
        String separator = "";
        for (Ledgers.HandOver handOver : Ledgers.handOvers(sent, layers)) {
            text.append(separator).append(handOver.from()).append(" -> ").append(handOver.to());
            text.append(
                    handOver.difference() == 0
                            ? " " + Units.count(handOver.received())
                            : " " + Units.count(handOver.delivered()) + " given, " + Units.count(handOver.received())
                                    + " taken");
            separator = "; ";
        }
        return text.append(balanced ? "\nThe ledger balances.\n" : "\nThe ledger does NOT balance.\n")
                .toString();
    }

    private static String reasons(String title, List<LedgerSnapshot> layers, boolean dropped) {
        Table table = new Table("  ", "layer", dropped ? "reason" : "why", " segments");
        boolean any = false;
        for (LedgerSnapshot layer : layers) {
            Map<String, Long> by = dropped ? layer.dropped() : layer.consumed();
            for (Map.Entry<String, Long> one : by.entrySet()) {
                table.row(layer.layer().label(), one.getKey(), Units.count(one.getValue()));
                any = true;
            }
        }
        return any ? title + "\n" + table.text() : title + ": nothing\n";
    }

    private static String latencies(RunReport report) {
        Table table = new Table("  ", "hop", " segments", " p50", " p99");
        report.hops().forEach((hop, histogram) -> latency(table, hop, histogram));
        latency(table, "wire to recv()", report.wireToRecv());
        return "Latency from the hop before\n" + table.text();
    }

    private static void latency(Table table, String name, Histogram histogram) {
        table.row(
                name,
                Units.count(histogram.count()),
                Units.time(histogram.quantile(0.5)),
                Units.time(histogram.quantile(0.99)));
    }

    private static String gro(RunReport report) {
        long segments = 0;
        for (LedgerSnapshot layer : report.layers()) {
            if (layer.layer() == Layer.SOFTIRQ) {
                segments = layer.delivered();
            }
        }
        long packets = segments - report.superSegments() + report.superPackets();
        String ratio = packets == 0 ? "-" : String.format(Locale.ROOT, "%.2f", (double) segments / packets);
        return "GRO: " + Units.count(segments) + " segments went up in " + Units.count(packets) + " packets, ratio "
                + ratio + "\n";
    }

    private static String streams(RunReport report) {
        Table table = new Table("  ", "stream", " bytes sent", " delivered", "SHA-256 sent", "delivered", "");
        for (StreamResult stream : report.streams()) {
            String sha = stream.deliveredSha256();
            table.row(
                    stream.name(),
                    Units.count(stream.sent()),
                    stream.delivered() < 0 ? "-" : Units.count(stream.delivered()),
                    shorten(stream.sentSha256()),
                    sha == null ? "-" : shorten(sha),
                    stream.matches() ? "equal" : "DIFFERENT");
        }
        return "Streams (first " + SHA_SHOWN + " digits; ./rxpath apps --json has all)\n" + table.text();
    }

    private static String shorten(String sha) {
        return sha.substring(0, Math.min(SHA_SHOWN, sha.length()));
    }

    private static String verdict(RunReport report) {
        long bytes = report.streams().stream()
                .mapToLong(s -> Math.max(0, s.delivered()))
                .sum();
        long matching = report.streams().stream().filter(StreamResult::matches).count();
        return String.format(
                Locale.ROOT,
                "%s: %d of %d streams delivered byte for byte (%s in %.1f s), the ledger %s.%n",
                report.good() ? "OK" : "FAILED",
                matching,
                report.streams().size(),
                Units.bytes(bytes),
                report.seconds(),
                report.balanced() ? "balances" : "does not balance");
    }
}
