package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/** Routes as {@code ip route show} prints them (iproute2 ip/iproute.c print_route()). */
final class RouteText {
    private static final String[] DSFIELD = {
        "28:AF11", "30:AF12", "38:AF13", "48:AF21", "50:AF22", "58:AF23", "68:AF31", "70:AF32", "78:AF33", "88:AF41",
        "90:AF42", "98:AF43", "20:CS1", "40:CS2", "60:CS3", "80:CS4", "a0:CS5", "c0:CS6", "e0:CS7", "b8:EF"
    };

    private RouteText() {}

    /** One route, ending with what {@code ip} ends it with. */
    static String line(Fib fib, FibRoute route, RouteFilter filter) {
        StringBuilder text = new StringBuilder();
        if (route.type() != RouteType.UNICAST) {
            text.append(route.type().word()).append(' ');
        }
        text.append(destination(route.destination())).append(' ');
        if (route.tos() != 0 && filter.tos < 0) {
            text.append("tos ").append(dsfield(route.tos())).append(' ');
        }
        nexthop(text, route.gateway(), filter.via == null, filter.ifindex == 0 ? name(fib, route.ifindex()) : null);
        if (route.table() != RouteWords.TABLE_MAIN && filter.table == 0) {
            text.append("table ").append(RouteWords.table(route.table())).append(' ');
        }
        protocol(text, route, filter);
        if (route.info().prefSrc() != null && filter.prefSrc == null) {
            text.append("src ").append(route.info().prefSrc()).append(' ');
        }
        if ((route.priority() != 0 || !fib.isV4()) && filter.metric < 0) {
            text.append("metric ")
                    .append(Integer.toUnsignedString(route.priority()))
                    .append(' ');
        }
        if (route.info().onlink()) {
            text.append("onlink ");
        }
        metrics(text, route.info().metrics());
        return text.append(fib.isV4() ? "" : "pref medium").toString();
    }

    private static void protocol(StringBuilder text, FibRoute route, RouteFilter filter) {
        if (route.info().protocol() != RouteWords.PROTO_BOOT && filter.protocol < 0) {
            text.append("proto ")
                    .append(RouteWords.protocol(route.info().protocol()))
                    .append(' ');
        }
        if (route.scope() != RouteScope.UNIVERSE && filter.scope < 0) {
            text.append("scope ").append(RouteScope.word(route.scope())).append(' ');
        }
    }

    static void nexthop(StringBuilder text, @Nullable IpAddress gateway, boolean showVia, @Nullable String device) {
        if (gateway != null && showVia) {
            text.append("via ").append(gateway).append(' ');
        }
        if (device != null) {
            text.append("dev ").append(device).append(' ');
        }
    }

    static void metrics(StringBuilder text, RouteMetrics metrics) {
        if (metrics.mtu() != 0) {
            text.append("mtu ");
            text.append(metrics.mtuLocked() ? "lock " : "")
                    .append(metrics.mtu())
                    .append(' ');
        }
        metric(text, "window", metrics.window());
        metric(text, "advmss", metrics.advmss());
        metric(text, "hoplimit", metrics.hopLimit());
        metric(text, "initcwnd", metrics.initCwnd());
        metric(text, "initrwnd", metrics.initRwnd());
    }

    private static void metric(StringBuilder text, String name, int value) {
        if (value != 0) {
            text.append(name)
                    .append(' ')
                    .append(Integer.toUnsignedString(value))
                    .append(' ');
        }
    }

    /** The name of a device, null for none. */
    static @Nullable String name(Fib fib, int ifindex) {
        InDevice device = fib.device(ifindex);
        return device == null ? null : device.name();
    }

    /** A destination: default, a host without its length, or a network. */
    static String destination(Cidr cidr) {
        if (cidr.prefix() == 0) {
            return "default";
        }
        return cidr.prefix() == (cidr.address().isV4() ? 32 : 128)
                ? cidr.address().toString()
                : cidr.toString();
    }

    /** A TOS by its name in rt_dsfield, else in hexadecimal. */
    static String dsfield(int tos) {
        for (String entry : DSFIELD) {
            if (Integer.parseInt(entry, 0, 2, 16) == tos) {
                return entry.substring(3);
            }
        }
        return "0x" + (tos < 16 ? "0" : "") + Integer.toHexString(tos);
    }

    /** The TOS of that name or number, or -1. */
    static int dsfieldOf(String word) {
        for (String entry : DSFIELD) {
            if (entry.substring(3).equals(word)) {
                return Integer.parseInt(entry, 0, 2, 16);
            }
        }
        long value = RouteWords.unsigned(word.startsWith("0x") ? word : "0x" + word);
        return word.equals("default") ? 0 : value > 255 ? -1 : (int) value;
    }
}
