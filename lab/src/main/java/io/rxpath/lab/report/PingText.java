package io.rxpath.lab.report;

import io.rxpath.skb.IpAddress;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The page of a ping as iputils' ping prints it. */
public final class PingText {
    private static final int ICMP_AND_IP = 28;
    private static final int ICMP_AND_IPV6 = 48;
    private static final double MILLI = 1e6;

    private PingText() {}

    /** The first line. */
    public static String head(JsonNode ping) {
        String address = ping.path("address").asString("");
        int size = ping.path("size").asInt(0);
        int whole = size + (address.indexOf(':') >= 0 ? ICMP_AND_IPV6 : ICMP_AND_IP);
        return "PING " + address + " (" + address + ") " + size + "(" + whole + ") bytes of data.\n";
    }

    /** The line of one answer, from the page's {@code replies}. */
    public static String line(JsonNode reply) {
        JsonNode from = reply.path("from");
        String address =
                new IpAddress(from.path("hi").asLong(0), from.path("lo").asLong(0)).toString();
        int seq = reply.path("seq").asInt(0);
        if (reply.path("errno").asInt(0) != 0) {
            return "From " + address + " icmp_seq=" + seq + " "
                    + meaning(
                            reply.path("icmpType").asInt(0),
                            reply.path("icmpCode").asInt(0)) + "\n";
        }
        long rtt = reply.path("rttNanos").asLong(-1);
        return reply.path("bytes").asInt(0) + " bytes from " + address + ": icmp_seq=" + seq + " ttl="
                + reply.path("ttl").asInt(0) + (rtt < 0 ? "" : " time=" + millis(rtt) + " ms")
                + (reply.path("duplicate").asBoolean(false) ? " (DUP!)" : "") + "\n";
    }

    private static String meaning(int type, int code) {
        return switch (type) {
            case 3 ->
                switch (code) {
                    case 0 -> "Destination Net Unreachable";
                    case 1 -> "Destination Host Unreachable";
                    case 2 -> "Destination Protocol Unreachable";
                    case 3 -> "Destination Port Unreachable";
                    case 4 -> "Frag needed and DF set";
                    case 9 -> "Destination Net Prohibited";
                    case 10 -> "Destination Host Prohibited";
                    case 13 -> "Packet filtered";
                    default -> "Dest Unreachable, Bad Code: " + code;
                };
            case 11 -> code == 0 ? "Time to live exceeded" : "Frag reassembly time exceeded";
            case 12 -> "Parameter problem";
            default -> "ICMP type " + type + ", code " + code;
        };
    }

    /** iputils gives three digits that count: 0.123, 1.23, 12.3, 123. */
    private static String millis(long nanos) {
        double millis = nanos / MILLI;
        int digits = millis < 1 ? 3 : millis < 10 ? 2 : millis < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + digits + "f", millis);
    }

    /** The statistics at the end. */
    public static String statistics(JsonNode ping) {
        int sent = ping.path("sent").asInt(0);
        int received = ping.path("received").asInt(0);
        int lost = sent == 0 ? 0 : 100 * (sent - received) / sent;
        StringBuilder text = new StringBuilder("\n--- ")
                .append(ping.path("address").asString(""))
                .append(" ping statistics ---\n")
                .append(sent)
                .append(" packets transmitted, ")
                .append(received)
                .append(" received, ")
                .append(lost)
                .append("% packet loss, time ")
                .append(ping.path("millis").asLong(0))
                .append("ms\n");
        long n = 0;
        double sum = 0;
        double squares = 0;
        double min = Double.MAX_VALUE;
        double max = 0;
        for (JsonNode reply : ping.path("replies")) {
            double rtt = reply.path("rttNanos").asLong(-1) / MILLI;
            if (rtt >= 0) {
                n++;
                sum += rtt;
                squares += rtt * rtt;
                min = Math.min(min, rtt);
                max = Math.max(max, rtt);
            }
        }
        if (n > 0) {
            double average = sum / n;
            double mdev = Math.sqrt(Math.max(0, squares / n - average * average));
            text.append(String.format(
                    Locale.ROOT, "rtt min/avg/max/mdev = %.3f/%.3f/%.3f/%.3f ms%n", min, average, max, mdev));
        }
        return text.toString();
    }
}
