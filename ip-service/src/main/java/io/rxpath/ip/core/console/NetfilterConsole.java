package io.rxpath.ip.core.console;

import io.rxpath.ip.core.InetDevice;
import io.rxpath.ip.core.IpStack;
import io.rxpath.ip.core.conntrack.ConntrackCommand;
import io.rxpath.ip.core.conntrack.ConntrackException;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.nft.NftDevices;
import io.rxpath.ip.core.nft.NftException;
import io.rxpath.ip.core.nft.NftTables;
import io.rxpath.ip.core.route.IpCommandLine;
import io.rxpath.ip.core.xtables.XTables;
import io.rxpath.ip.core.xtables.XtablesException;
import io.rxpath.ip.core.xtables.XtablesLine;
import java.util.List;

/**
 * The programs nft, iptables, ip6tables (with -save and -restore), conntrack, and ip's route and rule, of one host. A line is a program's name and its
 * words as a shell reads them; behind the first line end stands what the program reads from a file or its input (kernel
 * net/netfilter/nf_tables_api.c, net/ipv4/netfilter/ip_tables.c, net/netfilter/nf_conntrack_netlink.c are what they talk to).
 *
 * <p>Single-threaded, as the stack is.
 */
public final class NetfilterConsole {
    private static final List<String> XTABLES_QUERIES =
            List.of("-L", "--list", "-S", "--list-rules", "-C", "--check", "-V", "--version");
    private static final List<String> CONNTRACK_CHANGES = List.of("-D", "--delete", "-F", "--flush");

    private final IpStack stack;
    private final NftTables nft;
    private final XTables iptables;
    private final XTables ip6tables;

    /** A line taken apart. */
    private record Line(String program, List<String> words, String input) {
        static Line of(String text) {
            int end = text.indexOf('\n');
            String first = end < 0 ? text : text.substring(0, end);
            List<String> words = XtablesLine.split(first);
            if (words.isEmpty()) {
                throw new IllegalArgumentException("an empty line: expected nft, iptables, ip6tables, conntrack or ip");
            }
            return new Line(words.get(0), words.subList(1, words.size()), end < 0 ? "" : text.substring(end + 1));
        }

        boolean hasAny(List<String> options) {
            return words.stream().anyMatch(options::contains);
        }
    }

    /** The programs of the host {@code stack}, which has no rules yet. */
    public NetfilterConsole(IpStack stack) {
        this.stack = stack;
        NftDevices devices = NftDevices.of(
                () -> stack.devices().all().stream().map(InetDevice::dev).toList());
        nft = new NftTables(stack.hooks(), stack.nat(), stack.services(), devices);
        iptables = new XTables(NfFamily.IPV4, stack.hooks(), stack.services(), stack.nat());
        ip6tables = new XTables(NfFamily.IPV6, stack.hooks(), stack.services(), stack.nat());
    }

    /** True if the line only asks. */
    public static boolean asks(String text) {
        Line line = Line.of(text);
        return switch (line.program) {
            case "nft" -> line.input.isEmpty() && "list".equals(firstCommand(line.words));
            case "iptables-save", "ip6tables-save" -> true;
            case "iptables", "ip6tables" -> line.hasAny(XTABLES_QUERIES) && !line.hasAny(List.of("-Z", "--zero"));
            case "ip" -> IpCommandLine.asks(line.words);
            case "conntrack" -> !line.hasAny(CONNTRACK_CHANGES) && !line.hasAny(List.of("-z", "--zero"));
            default -> false;
        };
    }

    private static String firstCommand(List<String> words) {
        String text = String.join(" ", words);
        for (String word : text.split("\\s+", -1)) {
            if (!word.startsWith("-") && !word.isEmpty()) {
                return text.contains(";") ? "" : word;
            }
        }
        return "";
    }

    /**
     * Does what the line says, all of it or nothing.
     *
     * @param now time, epoch nanoseconds
     * @return what the program prints
     * @throws IllegalArgumentException with the program's own message if it refuses
     */
    public String run(String text, long now) {
        try {
            Line line = Line.of(text);
            return switch (line.program) {
                case "nft" -> line.input.isEmpty() ? nft.command(line.words, now) : nftFile(line, now);
                case "iptables" -> iptables.run(line.words, now);
                case "ip6tables" -> ip6tables.run(line.words, now);
                case "iptables-save" -> save(iptables, line);
                case "ip6tables-save" -> save(ip6tables, line);
                case "iptables-restore" -> restore(iptables, line, now);
                case "ip6tables-restore" -> restore(ip6tables, line, now);
                case "conntrack" -> conntrack(line, now);
                case "ip" -> stack.ip(line.words, now);
                default ->
                    throw new IllegalArgumentException(
                            "'" + line.program
                                    + "': expected nft, iptables, ip6tables, conntrack, ip, or one of iptables' save and restore");
            };
        } catch (NftException | XtablesException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (ConntrackException e) {
            throw new IllegalArgumentException("conntrack: " + e.getMessage(), e);
        }
    }

    private String nftFile(Line line, long now) {
        if (!line.words.isEmpty()) {
            throw new IllegalArgumentException(
                    "nft: '" + line.words.get(0) + "': expected nothing beside -f and the file");
        }
        return nft.run(line.input, now);
    }

    private static String save(XTables tables, Line line) {
        boolean counters = false;
        String table = "";
        for (int i = 0; i < line.words.size(); i++) {
            String word = line.words.get(i);
            if (word.equals("-c") || word.equals("--counters")) {
                counters = true;
            } else if ((word.equals("-t") || word.equals("--table")) && i + 1 < line.words.size()) {
                table = line.words.get(++i);
            } else {
                throw new IllegalArgumentException(line.program + ": '" + word + "': expected -c or -t TABLE");
            }
        }
        return table.isEmpty() ? tables.save(counters) : tables.save(table, counters);
    }

    private static String restore(XTables tables, Line line, long now) {
        boolean counters = false;
        boolean noflush = false;
        for (String word : line.words) {
            switch (word) {
                case "-c", "--counters" -> counters = true;
                case "-n", "--noflush" -> noflush = true;
                default -> throw new IllegalArgumentException(line.program + ": '" + word + "': expected -c or -n");
            }
        }
        tables.restore(line.input, counters, noflush, now);
        return "";
    }

    private String conntrack(Line line, long now) {
        ConntrackCommand.Result result = ConntrackCommand.parse(line.words).run(stack.conntrack(), now);
        if (result.status() != 0) {
            throw new IllegalArgumentException("conntrack: " + result.message());
        }
        return result.output();
    }
}
