package io.rxpath.ip.core.route;

import io.rxpath.ip.core.NeighEntry;
import io.rxpath.ip.core.NeighTable;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.NudState;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.MacAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code ip neigh} (iproute2 ip/ipneigh.c; kernel net/core/neighbour.c neigh_add(), neigh_delete(), neigh_fill_info()): lists and
 * sets neighbours. Lists are in the order in which the entries were made; those of proxies are not known.
 */
final class IpNeighCommand {
    private static final String[] VERBS = {"list", "show", "lst", "get", "add", "replace", "change", "delete", "flush"};

    private final Fib names;
    private final NeighTable arp;
    private final NeighTable ndisc;
    private final IntFunction<@Nullable NetDevice> devices;

    /** What a command line says of one neighbour, or of those it chooses. */
    private static final class Request {
        @Nullable
        IpAddress address;

        long lladdr;
        int ifindex;

        @Nullable
        NudState state;

        boolean all;
        boolean router;
    }

    IpNeighCommand(Fib names, NeighTable arp, NeighTable ndisc, IntFunction<@Nullable NetDevice> devices) {
        this.names = names;
        this.arp = arp;
        this.ndisc = ndisc;
        this.devices = devices;
    }

    /** Runs the words behind {@code ip neigh} and returns what is printed, lines ended by newlines. */
    String run(List<String> words, IpWords.Family family, long now) {
        String verb = words.isEmpty() ? "show" : IpWords.verb(words.get(0), VERBS);
        IpWords rest = new IpWords(words.isEmpty() ? words : words.subList(1, words.size()), family);
        return switch (verb) {
            case "list", "show", "lst" -> show(rest);
            case "get" -> get(rest);
            case "add", "replace", "change" -> set(rest, verb, now);
            case "delete" -> delete(rest, now);
            case "flush" -> flush(rest, now);
            default -> throw new IpTextException("Command \"" + words.get(0) + "\" is unknown, try \"ip neigh help\".");
        };
    }

    private Request read(IpWords words) {
        Request request = new Request();
        while (words.more()) {
            String word = words.next();
            switch (word) {
                case "dev" -> request.ifindex = words.device(names);
                case "lladdr" -> request.lladdr = lladdr(words.next());
                case "nud" -> nud(request, words.next());
                case "router" -> request.router = true;
                case "to" -> request.address = address(words.next(), words.family());
                case "proxy", "vrf", "master", "nomaster", "use", "managed", "extern_learn", "protocol", "unused" ->
                    throw IpTextException.unsupported(word);
                default -> {
                    if (request.address != null) {
                        throw new IpTextException("Error: duplicate \"to\": \"" + word + "\" is the second value.");
                    }
                    request.address = address(word, words.family());
                }
            }
        }
        return request;
    }

    private static IpAddress address(String word, IpWords.Family family) {
        try {
            IpAddress address = IpAddress.parse(word);
            if (family.takes(address.isV4())) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new IpTextException("Error: any valid address is expected rather than \"" + word + "\".");
        }
        throw new IpTextException("Error: " + family.text() + " address is expected rather than \"" + word + "\".");
    }

    private static long lladdr(String word) {
        try {
            return MacAddress.parse(word);
        } catch (IllegalArgumentException e) {
            throw new IpTextException("\"" + word + "\" is invalid lladdr.");
        }
    }

    private static void nud(Request request, String word) {
        if (word.equals("all")) {
            request.all = true;
            return;
        }
        for (NudState state : NudState.values()) {
            if (state.name().toLowerCase(Locale.ROOT).equals(word)) {
                request.state = state;
                return;
            }
        }
        if (word.equals("noarp") || word.equals("none")) {
            throw IpTextException.unsupported("nud " + word);
        }
        throw IpTextException.wrong(word, "nud state is bad");
    }

    private String show(IpWords words) {
        Request filter = read(words);
        StringBuilder text = new StringBuilder();
        for (NeighTable table : tables(words.family())) {
            for (NeighEntry entry : table.entries()) {
                if (chosen(entry, filter)) {
                    text.append(line(entry, filter.ifindex == 0));
                }
            }
        }
        return text.toString();
    }

    private List<NeighTable> tables(IpWords.Family family) {
        return switch (family) {
            case INET -> List.of(arp);
            case INET6 -> List.of(ndisc);
            case ANY -> List.of(arp, ndisc);
        };
    }

    private static boolean chosen(NeighEntry entry, Request filter) {
        IpAddress address = filter.address;
        return (address == null || address.equals(entry.address()))
                && (filter.ifindex == 0 || filter.ifindex == entry.dev().ifindex())
                && (filter.state == null || filter.state == entry.state());
    }

    private static String line(NeighEntry entry, boolean withDevice) {
        StringBuilder text = new StringBuilder(entry.address().toString());
        if (withDevice) {
            text.append(" dev ").append(entry.dev().name());
        }
        if (entry.state().valid()) {
            text.append(" lladdr ").append(MacAddress.format(entry.ha()).toLowerCase(Locale.ROOT));
        }
        return text.append(entry.router() ? " router " : " ")
                .append(entry.state().name())
                .append(" \n")
                .toString();
    }

    private NeighTable table(IpAddress address) {
        return address.isV4() ? arp : ndisc;
    }

    private NetDevice device(Request request) {
        NetDevice dev = request.address == null ? null : devices.apply(request.ifindex);
        if (dev == null) {
            throw new IpTextException("Device and destination are required arguments.");
        }
        return dev;
    }

    private static IpAddress destination(Request request) {
        IpAddress address = request.address;
        if (address == null) {
            throw new IpTextException("Device and destination are required arguments.");
        }
        return address;
    }

    private String get(IpWords words) {
        Request request = read(words);
        NetDevice dev = device(request);
        IpAddress address = destination(request);
        NeighEntry entry = table(address).lookup(dev, address);
        if (entry == null) {
            throw new RtnetlinkException(Errno.ENOENT, "Neighbour entry not found");
        }
        return line(entry, true);
    }

    private String set(IpWords words, String verb, long now) {
        Request request = read(words);
        NetDevice dev = device(request);
        IpAddress address = destination(request);
        NeighTable table = table(address);
        NeighEntry entry = table.lookup(dev, address);
        NudState state = request.state == null ? NudState.PERMANENT : request.state;
        if (entry != null && verb.equals("add")) {
            throw new RtnetlinkException(Errno.EEXIST);
        }
        if (entry == null && verb.equals("change")) {
            throw new RtnetlinkException(Errno.ENOENT);
        }
        boolean known = request.lladdr != 0 || (entry != null && entry.state().valid());
        if (state.valid() && !known) {
            throw new RtnetlinkException(Errno.EINVAL, "No link layer address given");
        }
        NeighEntry set = table.lookupOrCreate(dev, address, now);
        if (set == null) {
            throw new RtnetlinkException(Errno.ENOBUFS);
        }
        int router = request.router ? NeighTable.OVERRIDE_ISROUTER | NeighTable.ISROUTER : NeighTable.OVERRIDE_ISROUTER;
        int flags = NeighTable.ADMIN | NeighTable.OVERRIDE | router;
        table.update(set, request.lladdr, dev.port(), state, flags, now);
        return "";
    }

    private String delete(IpWords words, long now) {
        Request request = read(words);
        NetDevice dev = device(request);
        IpAddress address = destination(request);
        NeighEntry entry = table(address).lookup(dev, address);
        if (entry == null) {
            throw new RtnetlinkException(Errno.ENOENT);
        }
        table(address).delete(entry, now);
        return "";
    }

    /** Takes out what was chosen; without {@code nud} neither permanent entries nor those without an address. */
    private String flush(IpWords words, long now) {
        if (!words.more()) {
            throw new IpTextException("Flush requires arguments.");
        }
        Request filter = read(words);
        for (NeighTable table : tables(words.family())) {
            for (NeighEntry entry : table.entries()) {
                boolean plain = filter.state == null && !filter.all;
                boolean kept = plain && entry.state() == NudState.PERMANENT;
                if (chosen(entry, filter) && !kept) {
                    table.delete(entry, now);
                }
            }
        }
        return "";
    }
}
