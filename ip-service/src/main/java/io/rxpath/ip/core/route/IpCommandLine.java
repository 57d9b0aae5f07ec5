package io.rxpath.ip.core.route;

import io.rxpath.ip.core.NeighTable;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.skb.Cidr;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Command lines {@code ip [-4|-6] address|neighbour|route|rule ...} as people type them, run on this host's tables; what is printed is
 * what iproute2 6.1 on a 6.18 kernel would print, on standard output and error alike.
 */
public final class IpCommandLine {
    private static final String[] OBJECTS = {"address", "addr", "neighbour", "neighbor", "route", "rule"};

    private final IpRouteCommand route;
    private final IpRuleCommand rule;
    private final IpAddrCommand addr;
    private final @Nullable IpNeighCommand neigh;

    /**
     * On these tables; addresses are changed in them alone, and neighbours are not known.
     *
     * @param input what happens to packets that come in
     * @param groups what was joined
     */
    public IpCommandLine(FibFrontend frontend, RouteInput input, Fib4Output.Groups groups) {
        route = new IpRouteCommand(frontend, new IpRouteGet(frontend, input, groups));
        rule = new IpRuleCommand(frontend);
        neigh = null;
        addr = new IpAddrCommand(
                frontend,
                new Addresses() {
                    @Override
                    public void add(int ifindex, Cidr cidr) {
                        frontend.addAddress(ifindex, cidr);
                    }

                    @Override
                    public void remove(int ifindex, Cidr cidr) {
                        frontend.removeAddress(ifindex, cidr);
                    }
                },
                ifindex -> null);
    }

    /**
     * On the tables of a host.
     *
     * @param input what happens to packets that come in
     * @param groups what was joined
     * @param addresses who gives and takes addresses
     * @param devices the device of a number, or null
     * @param arp IPv4's neighbours
     * @param ndisc IPv6's neighbours
     */
    public IpCommandLine(
            FibFrontend frontend,
            RouteInput input,
            Fib4Output.Groups groups,
            Addresses addresses,
            IntFunction<@Nullable NetDevice> devices,
            NeighTable arp,
            NeighTable ndisc) {
        route = new IpRouteCommand(frontend, new IpRouteGet(frontend, input, groups));
        rule = new IpRuleCommand(frontend);
        addr = new IpAddrCommand(frontend, addresses, devices);
        neigh = new IpNeighCommand(frontend.v4(), arp, ndisc, devices);
    }

    /** Who gives and takes addresses. */
    public interface Addresses {
        /** A device gets an address. */
        void add(int ifindex, Cidr cidr);

        /** A device loses an address. */
        void remove(int ifindex, Cidr cidr);
    }

    /**
     * Runs the words behind {@code ip} and returns what is printed, lines ended by newlines.
     *
     * @param now time, epoch nanoseconds
     * @throws IpTextException if the line is not understood
     * @throws RtnetlinkException if the kernel would refuse it
     */
    public String run(List<String> words, long now) {
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
            throw new IpTextException("Usage: ip [ -4 | -6 ] { address | neighbour | route | rule } ...");
        }
        List<String> rest = words.subList(at + 1, words.size());
        return switch (IpWords.verb(words.get(at), OBJECTS)) {
            case "route" -> route.run(rest, family);
            case "rule" -> rule.run(rest, family);
            case "address", "addr" -> addr.run(rest, family);
            case "neighbour", "neighbor" -> neighbours(rest, family, now);
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

    private String neighbours(List<String> words, IpWords.Family family, long now) {
        IpNeighCommand known = neigh;
        if (known == null) {
            throw IpTextException.unsupported("neighbour");
        }
        return known.run(words, family, now);
    }
}
