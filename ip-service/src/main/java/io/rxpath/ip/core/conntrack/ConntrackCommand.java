package io.rxpath.ip.core.conntrack;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code conntrack} (conntrack-tools 1.4.7) for the table of connections: -L, -G, -D, -F, -C, -S with the options that
 * choose connections. The tables of expectations, dying and unconfirmed connections, and -I, -U and -E, are not modelled
 * (kernel net/netfilter/nf_conntrack_netlink.c is what it talks to).
 */
public final class ConntrackCommand {
    /**
     * What the command has to say.
     *
     * @param output for standard output, each line ended
     * @param message for standard error, without the program's name in front; empty for nothing
     * @param status what the program ends with
     */
    public record Result(String output, String message, int status) {}

    private enum Action {
        LIST,
        GET,
        DELETE,
        FLUSH,
        COUNT,
        STATISTICS
    }

    private final Action action;
    private final ConntrackFilter filter = new ConntrackFilter();
    private boolean extended;
    private boolean id;
    private boolean zero;

    private ConntrackCommand(List<String> args) {
        Action found = null;
        Deque<String> rest = ConntrackFilter.arguments(args);
        while (!rest.isEmpty()) {
            String word = rest.remove();
            Action named = action(word);
            if (named != null) {
                if (found != null) {
                    throw new ConntrackException("Can't use `" + word + "' with the command before it");
                }
                found = named;
                table(rest);
            } else if (word.equals("-o") || word.equals("--output")) {
                output(ConntrackFilter.value(word, rest));
            } else if (word.equals("-z") || word.equals("--zero")) {
                zero = true;
            } else if (!filter.option(word, rest)) {
                throw new ConntrackException("unknown option `" + word + "'");
            }
        }
        if (found == null) {
            throw new ConntrackException("expected one of -L, -G, -D, -F, -C and -S");
        }
        action = found;
    }

    private static @Nullable Action action(String word) {
        return switch (word) {
            case "-L", "--dump" -> Action.LIST;
            case "-G", "--get" -> Action.GET;
            case "-D", "--delete" -> Action.DELETE;
            case "-F", "--flush" -> Action.FLUSH;
            case "-C", "--count" -> Action.COUNT;
            case "-S", "--stats" -> Action.STATISTICS;
            case "-I", "--create", "-U", "--update", "-E", "--event", "-A", "--add" ->
                throw new ConntrackException("command `" + word + "' is not modelled");
            default -> null;
        };
    }

    private static void table(Deque<String> rest) {
        String next = rest.peek();
        if (next == null || next.startsWith("-")) {
            return;
        }
        rest.remove();
        switch (next.toLowerCase(Locale.ROOT)) {
            case "conntrack" -> {}
            case "expect", "dying", "unconfirmed" ->
                throw new ConntrackException("table `" + next + "' is not modelled");
            default -> throw new ConntrackException("unknown type `" + next + "'");
        }
    }

    private void output(String types) {
        for (String type : types.split(",", -1)) {
            switch (type) {
                case "extended" -> extended = true;
                case "id" -> id = true;
                case "xml", "save", "timestamp", "ktimestamp", "labels", "userspace" ->
                    throw new ConntrackException("output `" + type + "' is not modelled");
                default -> throw new ConntrackException("Bad parameter `" + type + "'");
            }
        }
    }

    /**
     * Reads a command and does nothing yet.
     *
     * @param args without the program's name
     * @throws ConntrackException if it cannot be carried out
     */
    public static ConntrackCommand parse(List<String> args) {
        return new ConntrackCommand(args);
    }

    /** Carries the command out. */
    public Result run(Conntrack conntrack, long now) {
        return switch (action) {
            case LIST -> list(conntrack, now);
            case GET -> get(conntrack, now);
            case DELETE -> delete(conntrack, now);
            case FLUSH -> {
                conntrack.list(now).forEach(conntrack::kill);
                yield new Result("", "connection tracking table has been emptied.", 0);
            }
            case COUNT -> new Result(conntrack.count() + "\n", "", 0);
            case STATISTICS -> new Result(ConntrackText.statistics(conntrack.stats()) + "\n", "", 0);
        };
    }

    private List<NfConn> chosen(Conntrack conntrack, long now) {
        List<NfConn> chosen = new ArrayList<>();
        for (NfConn ct : conntrack.list(now)) {
            if (filter.matches(ct)) {
                chosen.add(ct);
            }
        }
        return chosen;
    }

    private String lines(List<NfConn> connections, long now) {
        StringBuilder out = new StringBuilder();
        for (NfConn ct : connections) {
            out.append(ConntrackText.line(ct, now, extended, id)).append('\n');
        }
        return out.toString();
    }

    private Result list(Conntrack conntrack, long now) {
        List<NfConn> chosen = chosen(conntrack, now);
        String lines = lines(chosen, now);
        if (zero) {
            chosen.forEach(NfConn::zeroCounters);
        }
        return new Result(lines, chosen.size() + " flow entries have been shown.", 0);
    }

    private Result get(Conntrack conntrack, long now) {
        List<NfConn> chosen = chosen(conntrack, now);
        if (chosen.size() != 1) {
            return new Result("", "Operation failed: such conntrack doesn't exist", 1);
        }
        // The answer holds a reference of its own.
        String line = lines(chosen, now).replace(" use=1", " use=2");
        return new Result(line, "1 flow entries have been shown.", 0);
    }

    private Result delete(Conntrack conntrack, long now) {
        List<NfConn> chosen = chosen(conntrack, now);
        String lines = lines(chosen, now);
        chosen.forEach(conntrack::kill);
        return new Result(lines, chosen.size() + " flow entries have been deleted.", chosen.isEmpty() ? 1 : 0);
    }
}
