package io.rxpath.kit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.UdpBind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A listening TCP socket, or a UDP socket.
 *
 * @param port local port
 * @param app sink, slow, echo or, with TCP, http
 * @param bytes slow with TCP: bytes per read; 0 = 1000
 * @param every slow: time between reads such as 50ms; null = 50ms
 * @param proto tcp or udp; null = tcp
 * @param address the only address it is bound to; null = all, of IPv6 and IPv4
 * @param device the only device it hears, for example eth0; null = all
 * @param peer udp: the only peer it hears and answers, for example 10.9.0.1:4000; null = all
 * @param rcvbuf bytes as setsockopt(SO_RCVBUF) takes them; 0 = what the kernel begins with
 * @param reuseport udp: several sockets may share the port, and each flow goes to one of them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ListenSection(
        int port,
        String app,
        int bytes,
        @Nullable String every,
        @Nullable String proto,
        @Nullable String address,
        @Nullable String device,
        @Nullable String peer,
        int rcvbuf,
        boolean reuseport) {
    private static final Set<String> APPS = Set.of("sink", "slow", "echo", "http");

    /** A TCP socket. */
    public ListenSection(int port, String app, int bytes, @Nullable String every) {
        this(port, app, bytes, every, null, null, null, null, 0, false);
    }

    /** A UDP socket that hears everything that comes to its port. */
    public static ListenSection udp(int port, String app) {
        return new ListenSection(port, app, 0, null, "udp", null, null, null, 0, false);
    }

    /** True for a UDP socket. */
    @JsonIgnore
    public boolean isUdp() {
        return "udp".equals(proto);
    }

    /** What the UDP socket is bound to; {@code slot} is its number among those that share the port. */
    UdpBind bind(int slot) {
        UdpBind bind = address == null ? UdpBind.onAny(port) : UdpBind.on(port).address(IpAddress.parse(address));
        String to = peer;
        if (to != null) {
            int colon = to.lastIndexOf(':');
            if (colon < 0 || !to.substring(colon + 1).matches("[0-9]{1,5}")) {
                throw new IllegalArgumentException("peer '" + to + "': expected a form like 10.9.0.1:4000");
            }
            String host = to.substring(0, colon).replaceAll("^\\[|]$", "");
            IpAddress remote = IpAddress.parse(host);
            UdpBind own = address == null && remote.isV4() ? UdpBind.on(port) : bind;
            bind = own.connect(remote, Integer.parseInt(to.substring(colon + 1)));
        }
        bind = device == null ? bind : bind.device(device);
        bind = rcvbuf == 0 ? bind : bind.setRcvbuf(rcvbuf);
        return reuseport ? bind.reuseport(slot) : bind;
    }

    private boolean sameAddress(ListenSection other) {
        return port == other.port && Objects.equals(address, other.address) && Objects.equals(device, other.device);
    }

    /** What the UDP sockets among {@code listen} are bound to, in their order. */
    static List<UdpBind> binds(List<ListenSection> listen) {
        List<UdpBind> binds = new ArrayList<>();
        List<ListenSection> before = new ArrayList<>();
        for (ListenSection one : listen) {
            if (one.isUdp()) {
                int slot = (int) before.stream().filter(one::sameAddress).count();
                binds.add(one.bind(slot));
                before.add(one);
            }
        }
        return binds;
    }

    /** Time between the reads of a slow application. */
    public Duration interval() {
        return every == null ? Duration.ofMillis(50) : duration(every);
    }

    /** The listeners of a host whose file names none. */
    static List<ListenSection> defaults() {
        return List.of(
                new ListenSection(9000, "sink", 0, null),
                new ListenSection(9001, "slow", 1000, "50ms"),
                new ListenSection(9002, "echo", 0, null),
                new ListenSection(80, "http", 0, null));
    }

    /** Refuses sockets that cannot be, on a host with these devices. */
    static void check(List<ListenSection> listen, Set<String> devices) {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < listen.size(); i++) {
            String place = "listen[" + i + "]";
            listen.get(i).check(place, ports);
            listen.get(i).checkDevice(place, devices);
        }
        try {
            UdpBind.check(binds(listen));
        } catch (IllegalArgumentException e) {
            throw new HostFault("listen", "listen: " + e.getMessage(), e);
        }
    }

    /** Refuses what cannot be meant; {@code ports} are those of the listeners before this one, and it is added. */
    private void check(String place, Set<Integer> ports) {
        String who = "listen: port " + port;
        if (port < 1 || port > 65535) {
            throw new HostFault(place + ".port", who + " is not between 1 and 65535");
        }
        if (proto != null && !isUdp() && !proto.equals("tcp")) {
            throw new HostFault(place + ".proto", who + " has proto '" + proto + "'; expected tcp or udp");
        }
        if (isUdp()) {
            checkUdp(place, who);
        } else {
            checkTcp(place, who);
            if (!ports.add(port)) {
                throw new HostFault(place + ".port", who + " is there twice");
            }
        }
        if (rcvbuf < 0) {
            throw new HostFault(place + ".rcvbuf", who + ": rcvbuf must not be negative");
        }
        if (app == null || !APPS.contains(app)) {
            throw new HostFault(
                    place + ".app",
                    who + (app == null ? " has no app" : " has app '" + app + "'")
                            + "; expected one of echo, http, sink, slow");
        }
        if (bytes < 0) {
            throw new HostFault(place + ".bytes", who + ": bytes must not be negative");
        }
        Duration interval;
        try {
            interval = interval();
        } catch (IllegalArgumentException e) {
            throw new HostFault(place + ".every", who + ": every: " + e.getMessage(), e);
        }
        if (interval.isZero()) {
            throw new HostFault(place + ".every", who + ": every must be more than 0");
        }
    }

    private void checkTcp(String place, String who) {
        if (peer != null || reuseport) {
            throw new HostFault(place, who + ": peer and reuseport are for proto udp");
        }
        if (address != null) {
            try {
                IpAddress.parse(address);
            } catch (IllegalArgumentException e) {
                throw new HostFault(place + ".address", who + ": " + e.getMessage(), e);
            }
        }
    }

    private void checkDevice(String place, Set<String> devices) {
        if (device != null && !devices.contains(device)) {
            throw new HostFault(
                    place + ".device",
                    "listen: port " + port + " has device '" + device + "'; expected one of "
                            + String.join(", ", devices));
        }
    }

    private void checkUdp(String place, String who) {
        if ("http".equals(app)) {
            throw new HostFault(place + ".app", who + " has app 'http'; with udp expected one of echo, sink, slow");
        }
        try {
            bind(0);
        } catch (IllegalArgumentException e) {
            throw new HostFault(place, who + ": " + e.getMessage(), e);
        }
    }

    /** Reads {@code 50ms}, {@code 2s}, {@code 100us}. */
    static Duration duration(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        int unit = 0;
        while (unit < lower.length() && Character.isDigit(lower.charAt(unit))) {
            unit++;
        }
        if (unit > 0 && unit < 10) {
            long n = Long.parseLong(lower.substring(0, unit));
            switch (lower.substring(unit)) {
                case "us" -> {
                    return Duration.ofNanos(n * 1000);
                }
                case "ms" -> {
                    return Duration.ofMillis(n);
                }
                case "s" -> {
                    return Duration.ofSeconds(n);
                }
                default -> {}
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not a time: expected a form like 50ms, 2s or 100us");
    }
}
