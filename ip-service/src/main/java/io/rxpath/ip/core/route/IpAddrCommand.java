package io.rxpath.ip.core.route;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.MacAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code ip addr} (iproute2 ip/ipaddress.c): gives devices addresses, takes them away, and lists them. Of an address only its
 * prefix can be said.
 */
final class IpAddrCommand {
    private static final String[] VERBS = {"list", "show", "lst", "add", "delete"};
    private static final String FOREVER = "       valid_lft forever preferred_lft forever\n";

    private final FibFrontend frontend;
    private final IpCommandLine.Addresses addresses;
    private final IntFunction<@Nullable NetDevice> devices;

    IpAddrCommand(FibFrontend frontend, IpCommandLine.Addresses addresses, IntFunction<@Nullable NetDevice> devices) {
        this.frontend = frontend;
        this.addresses = addresses;
        this.devices = devices;
    }

    /** Runs the words behind {@code ip addr} and returns what is printed, lines ended by newlines. */
    String run(List<String> words, IpWords.Family family) {
        String verb = words.isEmpty() ? "show" : IpWords.verb(words.get(0), VERBS);
        IpWords rest = new IpWords(words.isEmpty() ? words : words.subList(1, words.size()), family);
        switch (verb) {
            case "list", "show", "lst" -> {
                return show(rest);
            }
            case "add" -> change(rest, true);
            case "delete" -> change(rest, false);
            default ->
                throw new IpTextException("Command \"" + words.get(0) + "\" is unknown, try \"ip address help\".");
        }
        return "";
    }

    private void change(IpWords words, boolean add) {
        Cidr cidr = null;
        int ifindex = 0;
        while (words.more()) {
            String word = words.next();
            switch (word) {
                case "dev" -> ifindex = words.device(frontend.v4());
                case "local" -> cidr = words.prefix();
                // An address is tried as the settings say; what it is for follows from it.
                case "peer",
                        "remote",
                        "broadcast",
                        "brd",
                        "anycast",
                        "scope",
                        "label",
                        "metric",
                        "valid_lft",
                        "preferred_lft",
                        "home",
                        "nodad",
                        "mngtmpaddr",
                        "noprefixroute",
                        "autojoin",
                        "secondary" -> throw IpTextException.unsupported(word);
                default -> {
                    if (cidr != null) {
                        throw new IpTextException(
                                "Error: either \"local\" is duplicate, or \"" + word + "\" is a garbage.");
                    }
                    words.back();
                    cidr = words.prefix();
                }
            }
        }
        if (ifindex == 0) {
            throw new IpTextException("Not enough information: \"dev\" argument is required.");
        }
        if (cidr == null) {
            throw new RtnetlinkException(add ? Errno.EINVAL : Errno.EADDRNOTAVAIL);
        }
        if (add) {
            addresses.add(ifindex, cidr);
        } else {
            addresses.remove(ifindex, cidr);
        }
    }

    private String show(IpWords words) {
        int only = 0;
        while (words.more()) {
            if (!words.peek().equals("dev")) {
                words.back();
            }
            words.next();
            only = words.device(frontend.v4());
        }
        StringBuilder text = new StringBuilder();
        for (InDevice device : frontend.v4().devices()) {
            if (only == 0 || device.ifindex() == only) {
                one(device, words.family(), text);
            }
        }
        return text.toString();
    }

    private void one(InDevice device, IpWords.Family family, StringBuilder text) {
        NetDevice dev = devices.apply(device.ifindex());
        String mac = MacAddress.format(dev == null ? 0 : dev.mac()).toLowerCase(Locale.ROOT);
        boolean lo = device.loopback();
        text.append(device.ifindex()).append(": ").append(device.name()).append(": <");
        text.append(lo ? "LOOPBACK" : "BROADCAST,MULTICAST")
                .append(",UP,LOWER_UP> mtu ")
                .append(device.mtu());
        text.append(" qdisc noqueue state ").append(lo ? "UNKNOWN\n" : "UP\n");
        if (family == IpWords.Family.ANY) {
            text.append("    link/")
                    .append(lo ? "loopback " : "ether ")
                    .append(mac)
                    .append(" brd ");
            text.append(lo ? "00:00:00:00:00:00\n" : "ff:ff:ff:ff:ff:ff\n");
        }
        for (boolean v4 : new boolean[] {true, false}) {
            for (InDevice.IfAddress each : device.addresses()) {
                IpAddress address = each.cidr().address();
                if (address.isV4() == v4 && family.takes(v4)) {
                    text.append(v4 ? "    inet " : "    inet6 ").append(each.cidr());
                    text.append(" scope ")
                            .append(RouteScope.word(each.scope()))
                            .append(each.secondary() ? " secondary" : "");
                    text.append(v4 ? " " + device.name() : " ").append('\n').append(FOREVER);
                }
            }
        }
    }
}
