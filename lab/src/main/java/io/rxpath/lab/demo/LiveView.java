package io.rxpath.lab.demo;

import io.rxpath.lab.report.Units;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LabService;
import io.rxpath.lab.run.ServicePages;
import io.rxpath.skb.LedgerSnapshot;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * One line per second while traffic runs: segments per second that each layer has received, and where they are. The pages
 * are fetched beside the traffic, so that looking does not stop it.
 */
public final class LiveView implements AutoCloseable {
    private static final int HEADER_EVERY = 20;
    private static final int CLOSE_SECONDS = 5;

    private final ServicePages pages;
    private final PrintStream out;
    private final Supplier<String> extra;
    private final ExecutorService background = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "live-view");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<LabService, LedgerSnapshot> before = new EnumMap<>(LabService.class);
    private double secondsBefore;
    private int lines;

    /** A view of {@code pages} that ends each line with {@code extra}. */
    public LiveView(ServicePages pages, PrintStream out, Supplier<String> extra) {
        this.pages = pages;
        this.out = out;
        this.extra = extra;
    }

    /** Prints a line; {@code seconds} since the traffic began. */
    public void look(double seconds) {
        String end = extra.get();
        background.execute(() -> print(seconds, end));
    }

    private void print(double seconds, String end) {
        Map<LabService, LedgerSnapshot> now;
        JsonNode rings;
        try {
            now = pages.ledgers();
            rings = pages.rings();
        } catch (LabException e) {
            out.println(e.getMessage());
            return;
        }
        if (lines++ % HEADER_EVERY == 0) {
            out.println("received/s:  nic softirq     ip    tcp socket | dropped  held | ring used | streams");
        }
        out.println(line(seconds, now, rings) + " | " + end);
        before.putAll(now);
        secondsBefore = seconds;
    }

    private String line(double seconds, Map<LabService, LedgerSnapshot> now, JsonNode rings) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%6.1f s", seconds));
        double span = Math.max(0.001, seconds - secondsBefore);
        long dropped = 0;
        long held = 0;
        for (LabService service : LabService.all()) {
            LedgerSnapshot one = now.get(service);
            LedgerSnapshot old = before.get(service);
            long received = one == null ? 0 : one.received() - (old == null ? 0 : old.received());
            line.append(String.format(Locale.ROOT, " %7s", Units.count(Math.round(received / span))));
            dropped += one == null ? 0 : one.totalDropped();
            held += one == null ? 0 : one.held();
        }
        int used = 0;
        int size = 0;
        for (JsonNode ring : rings) {
            used += ring.path("used").asInt(0);
            size += ring.path("descriptors").asInt(0);
        }
        return line.append(String.format(
                        Locale.ROOT, " | %7s %5s | %d/%d", Units.count(dropped), Units.count(held), used, size))
                .toString();
    }

    @Override
    public void close() {
        finish();
    }

    /** Waits for the last line; nothing is printed any more. */
    public void finish() {
        background.shutdown();
        try {
            if (!background.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                background.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
