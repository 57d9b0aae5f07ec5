package io.rxpath.lab.qdisc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A command about the root queue of a device: {@code tc qdisc add|replace|change|del|show dev DEVICE root [KIND OPTIONS]}.
 *
 * @param action what to do: add, replace, change, del or show
 * @param device of which device
 * @param kind pfifo, pfifo_fast, noqueue, fq_codel or fq; empty without one
 * @param options the words behind it
 */
public record TcQdisc(String action, String device, String kind, List<String> options) {
    private static final String USAGE = "tc qdisc add|replace|change|del|show dev DEVICE root [KIND [OPTION...]]";
    private static final long KILO = 1000;

    /**
     * Understands the words behind tc.
     *
     * @throws IllegalArgumentException naming the word that is not understood and what was expected
     */
    public static TcQdisc parse(List<String> arguments) {
        List<String> words = new ArrayList<>(arguments);
        words.removeIf(w -> w.startsWith("-"));
        if (words.size() < 2 || !words.get(0).startsWith("q")) {
            throw new IllegalArgumentException(
                    "'tc " + String.join(" ", arguments) + "' is not supported, expected " + USAGE);
        }
        String action = action(words.get(1));
        String device = "";
        boolean root = false;
        int at = 2;
        for (; at < words.size(); at++) {
            String word = words.get(at);
            if (word.equals("dev") && at + 1 < words.size()) {
                device = words.get(++at);
            } else if (word.equals("handle") && at + 1 < words.size()) {
                at++;
            } else if (word.equals("root")) {
                root = true;
            } else {
                break;
            }
        }
        String kind = at < words.size() ? words.get(at) : "";
        List<String> options = at < words.size() ? List.copyOf(words.subList(at + 1, words.size())) : List.of();
        boolean complete = !device.isEmpty() && root && (!kind.isEmpty() || action.equals("del"));
        if (!action.equals("show") && !complete) {
            throw new IllegalArgumentException("'tc " + String.join(" ", arguments) + "': expected " + USAGE);
        }
        TcQdisc command = new TcQdisc(action, device, kind, options);
        command.check();
        return command;
    }

    private static String action(String word) {
        return switch (word) {
            case "add", "replace", "change", "del", "show" -> word;
            case "delete" -> "del";
            case "list", "ls" -> "show";
            default -> throw new IllegalArgumentException("'tc qdisc " + word + "': expected " + USAGE);
        };
    }

    private void check() {
        switch (kind) {
            case "", "pfifo", "fq" -> {
                // Their options are looked at where they are taken.
            }
            case "pfifo_fast", "noqueue", "fq_codel" -> {
                if (!options.isEmpty()) {
                    throw new IllegalArgumentException(
                            "tc: options of " + kind + ", '" + String.join(" ", options) + "', are not supported");
                }
            }
            default ->
                throw new IllegalArgumentException("tc: queue '" + kind
                        + "' is not supported, expected pfifo, pfifo_fast, noqueue, fq_codel or fq");
        }
    }

    /** True if packets may wait or be lost in the queue it makes. */
    public boolean matters() {
        return kind.equals("fq") || kind.equals("pfifo") && limit() == 0;
    }

    /** Packets a pfifo takes; the device takes its packets at once, so that it never has more than one. */
    long limit() {
        if (options.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (options.size() != 2 || !options.get(0).equals("limit")) {
            throw new IllegalArgumentException(
                    "tc: options of pfifo, '" + String.join(" ", options) + "': expected limit PACKETS");
        }
        return number("limit", options.get(1));
    }

    /** A number of packets or bytes. */
    static long number(String name, String text) {
        String digits = text.endsWith("p") || text.endsWith("b") ? text.substring(0, text.length() - 1) : text;
        if (!digits.matches("\\d{1,10}")) {
            throw new IllegalArgumentException("tc: " + name + " '" + text + "': expected a number");
        }
        return Long.parseLong(digits);
    }

    /** A rate: bits per second with kbit, mbit, gbit or bit, bytes with kbps, mbps, gbps or bps; bytes per second. */
    static long rate(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String digits = lower.replaceAll("[a-z]+$", "");
        String unit = lower.substring(digits.length());
        boolean bytes = unit.endsWith("bps");
        long factor = switch (unit.replaceAll("bit$|bps$", "")) {
            case "" -> 1;
            case "k" -> KILO;
            case "m" -> KILO * KILO;
            case "g" -> KILO * KILO * KILO;
            default -> 0;
        };
        if (!digits.matches("\\d{1,9}") || factor == 0) {
            throw new IllegalArgumentException(
                    "tc: rate '" + text + "': expected a number and bit, kbit, mbit or gbit");
        }
        long n = Long.parseLong(digits) * factor;
        return bytes ? n : n / 8;
    }
}
