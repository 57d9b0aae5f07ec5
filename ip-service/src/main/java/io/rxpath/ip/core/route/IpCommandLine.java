package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import java.util.List;

/**
 * Command lines {@code ip [-4|-6] route|rule|address ...} as people type them, run on this host's tables; what is printed is
 * what iproute2 6.1 on a 6.18 kernel would print, on standard output and error alike.
 */
public final class IpCommandLine {
    private static final String[] OBJECTS = {"address", "addr", "route", "rule"};

    private final FibFrontend frontend;
    private final boolean addresses;
    private final IpRouteCommand route;
    private final IpRuleCommand rule;

    /**
     * On these tables.
     *
     * @param input what happens to packets that come in
     * @param groups what was joined
     * @param addresses whether {@code ip addr} may give and take addresses
     */
    public IpCommandLine(FibFrontend frontend, RouteInput input, Fib4Output.Groups groups, boolean addresses) {
        this.frontend = frontend;
        this.addresses = addresses;
        route = new IpRouteCommand(frontend, new IpRouteGet(frontend, input, groups));
        rule = new IpRuleCommand(frontend);
    }

    /**
     * Runs the words behind {@code ip} and returns what is printed, lines ended by newlines.
     *
     * @throws IpTextException if the line is not understood
     * @throws RtnetlinkException if the kernel would refuse it
     */
    public String run(List<String> words) {
        IpWords.Family family = IpWords.Family.ANY;
        int at = 0;
        while (at < words.size() && words.get(at).startsWith("-")) {
            family = switch (words.get(at)) {
                case "-4" -> IpWords.Family.INET;
                case "-6" -> IpWords.Family.INET6;
                default -> throw new IpTextException("Option \"" + words.get(at) + "\" is unknown, try \"ip -help\".");
            };
            at++;
        }
        if (at == words.size()) {
            throw new IpTextException("Usage: ip [ -4 | -6 ] { route | rule | address } ...");
        }
        List<String> rest = words.subList(at + 1, words.size());
        return switch (IpWords.verb(words.get(at), OBJECTS)) {
            case "route" -> route.run(rest, family);
            case "rule" -> rule.run(rest, family);
            case "address", "addr" -> {
                if (!addresses) {
                    throw new IpTextException("Object \"" + words.get(at)
                            + "\" is not supported: a device has the addresses that the host file gives it.");
                }
                yield address(new IpWords(rest, family));
            }
            default -> throw new IpTextException("Object \"" + words.get(at) + "\" is unknown, try \"ip help\".");
        };
    }

    /** True if the words behind {@code ip} only ask for something: a list, or a packet's way. */
    public static boolean asks(List<String> words) {
        int at = 0;
        while (at < words.size() && words.get(at).startsWith("-")) {
            at++;
        }
        String verb = at + 1 < words.size() ? words.get(at + 1) : "list";
        return switch (IpWords.verb(verb, IpRouteCommand.VERBS)) {
            case "list", "show", "get", "explain" -> true;
            default -> verb.equals("lst");
        };
    }

    /** {@code ip addr add|del ADDRESS/LENGTH dev NAME}. */
    private String address(IpWords words) {
        String verb = IpWords.verb(words.next(), "add", "delete");
        Cidr cidr = words.prefix();
        String dev = words.next();
        if (!dev.equals("dev")) {
            throw IpTextException.unsupported(dev);
        }
        int ifindex = words.device(frontend.v4());
        if (words.more()) {
            throw IpTextException.unsupported(words.next());
        }
        switch (verb) {
            case "add" -> frontend.addAddress(ifindex, cidr);
            case "delete" -> frontend.removeAddress(ifindex, cidr);
            default -> throw IpTextException.unsupported(verb);
        }
        return "";
    }
}
