package io.rxpath.ip.core;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A static route of the main table, as {@code ip route add} takes it. The host's own addresses and their networks need
 * none: they follow from {@link IpSettings#addresses}.
 *
 * @param destination the network; 0.0.0.0/0 is the default route
 * @param via the gateway, or null if the network is on the link
 * @param metric the lower is preferred among routes to the same network (kernel fib_priority), 0 or more
 */
public record Route(Cidr destination, @Nullable IpAddress via, int metric) {
    private static final Cidr DEFAULT = new Cidr(IpAddress.ANY_V4, 0);

    /** Checks that gateway and destination are of one family, that no host bits are set, and the metric's range. */
    public Route {
        if (via != null && via.isV4() != destination.address().isV4()) {
            throw new IllegalArgumentException("route " + destination + " has the gateway " + via
                    + " of another address family, expected one of its own");
        }
        if (destination.address().isV4() && (destination.address().v4() & ~destination.maskV4()) != 0) {
            throw new IllegalArgumentException(
                    "route destination " + destination + " has bits set behind its prefix, expected a network address");
        }
        if (metric < 0) {
            throw new IllegalArgumentException(
                    "route " + destination + " has metric " + metric + ", expected 0 or more");
        }
    }

    /**
     * Reads {@code "default via 10.9.0.1"} or {@code "10.0.0.0/8 via 10.9.0.7 metric 5"}; without {@code via} the network
     * is on the link.
     *
     * @throws IllegalArgumentException naming the text and the word that was not understood
     */
    public static Route parse(String text) {
        String[] words = text.trim().split("\\s+", -1);
        Cidr destination = words[0].equals("default") ? DEFAULT : Cidr.parse(words[0]);
        IpAddress via = null;
        int metric = 0;
        for (int i = 1; i < words.length; i += 2) {
            if (i + 1 == words.length) {
                throw new IllegalArgumentException("route '" + text + "' has nothing behind '" + words[i] + "'");
            }
            switch (words[i]) {
                case "via" -> via = IpAddress.parse(words[i + 1]);
                case "metric" -> metric = metric(text, words[i + 1]);
                default ->
                    throw new IllegalArgumentException(
                            "route '" + text + "' has the word '" + words[i] + "', expected via or metric");
            }
        }
        return new Route(destination, via, metric);
    }

    private static int metric(String text, String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "route '" + text + "' has the metric '" + word + "', expected a whole number", e);
        }
    }

    /** The form {@link #parse} reads. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(destination.equals(DEFAULT) ? "default" : destination.toString());
        if (via != null) {
            text.append(" via ").append(via);
        }
        if (metric != 0) {
            text.append(" metric ").append(metric);
        }
        return text.toString();
    }
}
