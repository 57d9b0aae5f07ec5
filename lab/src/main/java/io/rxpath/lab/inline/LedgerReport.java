package io.rxpath.lab.inline;

import io.rxpath.skb.Layer;
import io.rxpath.skb.LedgerSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The conservation law of the whole host at one moment, in wire segments: each layer's own balance, and between two layers
 * that what one delivered the next received, but for what lies between them.
 *
 * @param layers the five layers from the card up
 * @param between segments between each layer and the next: four numbers
 */
public record LedgerReport(List<LedgerSnapshot> layers, List<Long> between) {
    /** Copies the lists and checks their sizes. */
    public LedgerReport {
        layers = List.copyOf(layers);
        between = List.copyOf(between);
        if (layers.size() != between.size() + 1) {
            throw new IllegalArgumentException(
                    layers.size() + " layers have " + between.size() + " gaps between them: expected one less");
        }
    }

    /** What does not add up, one line each; empty when everything does. */
    public List<String> violations() {
        List<String> violations = new ArrayList<>();
        for (LedgerSnapshot layer : layers) {
            if (layer.imbalance() != 0) {
                violations.add(layer.layer().label() + " has lost track of " + layer.imbalance() + " segments");
            }
            if (layer.held() < 0) {
                violations.add(layer.layer().label() + " holds " + layer.held() + " segments");
            }
        }
        for (int i = 0; i < between.size(); i++) {
            LedgerSnapshot below = layers.get(i);
            LedgerSnapshot above = layers.get(i + 1);
            long expected = above.received() + between.get(i);
            long delivered = below.delivered() + pastBelow(i);
            if (delivered != expected) {
                violations.add(below.layer().label() + " delivered " + delivered + " segments, "
                        + above.layer().label() + " received " + above.received() + " and " + between.get(i)
                        + " are between");
            }
        }
        return violations;
    }

    /** What layer {@code i + 1} gets that does not come through layer {@code i}: datagrams go from IP to the sockets. */
    private long pastBelow(int i) {
        return i > 0 && layers.get(i + 1).layer() == Layer.SOCKET
                ? layers.get(i - 1).toSocket()
                : 0;
    }

    /** True if everything adds up. */
    public boolean balanced() {
        return violations().isEmpty();
    }

    /** True if no layer holds anything and nothing is between them. */
    public boolean drained() {
        for (LedgerSnapshot layer : layers) {
            if (layer.held() != 0) {
                return false;
            }
        }
        for (long segments : between) {
            if (segments != 0) {
                return false;
            }
        }
        return true;
    }

    /** A table for people: one line per layer, reasons below their layer, violations at the end. */
    public String toTable() {
        StringBuilder text = new StringBuilder(512);
        line(text, "layer", "received", "delivered", "consumed", "dropped", "held", "between");
        for (int i = 0; i < layers.size(); i++) {
            LedgerSnapshot layer = layers.get(i);
            line(
                    text,
                    layer.layer().label(),
                    layer.received(),
                    layer.delivered(),
                    layer.totalConsumed(),
                    layer.totalDropped(),
                    layer.held(),
                    i < between.size() ? between.get(i) : "");
            layer.consumed()
                    .forEach((why, n) -> text.append("    consumed ")
                            .append(why)
                            .append(": ")
                            .append(n)
                            .append('\n'));
            layer.dropped()
                    .forEach((why, n) -> text.append("    dropped ")
                            .append(why)
                            .append(": ")
                            .append(n)
                            .append('\n'));
        }
        for (String violation : violations()) {
            text.append("VIOLATION: ").append(violation).append('\n');
        }
        return text.toString();
    }

    private static void line(StringBuilder text, Object... cells) {
        String row = String.format(Locale.ROOT, "%-8s %10s %10s %10s %10s %10s %10s", cells);
        text.append(row.stripTrailing()).append('\n');
    }
}
