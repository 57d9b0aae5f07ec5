package io.rxpath.ip.config;

import io.rxpath.ip.core.FragSettings;
import io.rxpath.ip.core.InetDevconf;
import io.rxpath.ip.core.IpSettings;
import io.rxpath.ip.core.RouteSettings;
import io.rxpath.kit.Sysctls;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The settings of this layer by the keys of the config topic, which are those of sysctl. */
public final class IpConfig {
    private static final String SYSCTL = "sysctl/";
    private static final String CONF = "net.ipv4.conf.";
    private static final String NEIGH = "net.ipv4.neigh.";
    private static final String NEIGH_DEFAULT = "net.ipv4.neigh.default.";
    private static final String NETFILTER = "net.netfilter.";
    private static final String CONNTRACK = "net.netfilter.nf_conntrack_";
    private static final String IPV4 = "net.ipv4.";
    private static final String IPV6 = "net.ipv6.";
    private static final String[] OTHERS = {"net.ipv4.tcp_", "net.ipv4.udp_"};
    private static final long SECOND = 1_000_000_000L;

    private IpConfig() {}

    /** True for keys of which some change something here. */
    public static boolean obeys(String key) {
        return key.startsWith(SYSCTL);
    }

    /**
     * The settings after several changes, in the map's order.
     *
     * @throws IllegalArgumentException naming the first that is refused
     */
    public static IpSettings all(IpSettings base, Map<String, String> changes) {
        IpSettings settings = base;
        for (Map.Entry<String, String> change : changes.entrySet()) {
            settings = apply(settings, change.getKey(), change.getValue());
        }
        return settings;
    }

    /**
     * The settings after one change; {@code base} itself if the key is another layer's.
     *
     * @throws IllegalArgumentException naming the key, the value and what was expected
     */
    public static IpSettings apply(IpSettings base, String key, String value) {
        return obeys(key) ? sysctl(base, key.substring(SYSCTL.length()), value.strip()) : base;
    }

    /**
     * The settings after a change by sysctl's name, such as net.ipv4.ip_forward.
     *
     * @throws IllegalArgumentException naming the sysctl, the value and what was expected
     */
    public static IpSettings sysctl(IpSettings base, String name, String value) {
        if (name.startsWith(CONF)) {
            return conf(base, name, value);
        }
        if (name.startsWith(NEIGH)) {
            return neigh(base, name, value);
        }
        if (name.startsWith(IPV6)) {
            return named(name, value, () -> base.with(b -> b.ipv6 = b.ipv6.with(v6 -> v6.set(name, value))));
        }
        if (name.startsWith(CONNTRACK)) {
            return named(name, value, () -> base.with(b -> b.conntrack = b.conntrack.withSysctl(name, value)));
        }
        if (name.startsWith(NETFILTER)) {
            throw new IllegalArgumentException("sysctl: " + name + " is not supported");
        }
        for (String other : OTHERS) {
            if (name.startsWith(other)) {
                return base;
            }
        }
        if (!name.startsWith(IPV4)) {
            return base;
        }
        @Nullable Consumer<IpSettings.Builder> change = ip(name, value);
        if (change == null) {
            change = icmp(name, value);
        }
        if (change == null) {
            change = frag(name, value);
        }
        if (change == null) {
            throw new IllegalArgumentException("sysctl: " + name + " is not supported");
        }
        return base.with(change);
    }

    private static @Nullable Consumer<IpSettings.Builder> ip(String name, String value) {
        switch (name) {
            case "net.ipv4.ip_forward" -> {
                int on = Sysctls.number(name, value, 0, 1);
                return b -> b.forward(on);
            }
            case "net.ipv4.ip_default_ttl" -> {
                int ttl = Sysctls.number(name, value, 1, 255);
                return b -> b.defaultTtl = ttl;
            }
            case "net.ipv4.ip_no_pmtu_disc" -> {
                int mode = Sysctls.number(name, value, 0, 3);
                return b -> b.noPmtuDisc = mode;
            }
            case "net.ipv4.ip_forward_use_pmtu" -> {
                boolean on = Sysctls.number(name, value, 0, 1) == 1;
                return b -> b.forwardUsePmtu = on;
            }
            case "net.ipv4.ip_forward_update_priority" -> {
                boolean on = Sysctls.number(name, value, 0, 1) == 1;
                return b -> b.forwardUpdatePriority = on;
            }
            case "net.ipv4.route.min_pmtu" -> {
                int bytes = Sysctls.number(name, value, 68, Integer.MAX_VALUE);
                return b -> b.route = new RouteSettings(bytes, b.route.mtuExpiresNanos());
            }
            case "net.ipv4.route.mtu_expires" -> {
                long nanos = Sysctls.number(name, value, 0, Integer.MAX_VALUE) * SECOND;
                return b -> b.route = new RouteSettings(b.route.minPmtu(), nanos);
            }
            case "net.ipv4.fwmark_reflect" -> {
                boolean on = Sysctls.number(name, value, 0, 1) == 1;
                return b -> b.fwmarkReflect = on;
            }
            case "net.ipv4.ip_early_demux" -> {
                // A socket's cached route saves a lookup and changes nothing that can be seen here.
                Sysctls.number(name, value, 0, 1);
                return b -> {};
            }
            default -> {
                return null;
            }
        }
    }

    private static @Nullable Consumer<IpSettings.Builder> icmp(String name, String value) {
        switch (name) {
            case "net.ipv4.icmp_echo_ignore_all" -> {
                boolean on = Sysctls.number(name, value, 0, 1) == 1;
                return b -> b.icmp = b.icmp.withEchoIgnoreAll(on);
            }
            case "net.ipv4.icmp_echo_ignore_broadcasts" -> {
                boolean on = Sysctls.number(name, value, 0, 1) == 1;
                return b -> b.icmp = b.icmp.withEchoIgnoreBroadcasts(on);
            }
            case "net.ipv4.icmp_ratelimit" -> {
                int millis = Sysctls.number(name, value, 0, Integer.MAX_VALUE);
                return b -> b.icmp = b.icmp.withRates(millis, b.icmp.msgsPerSec(), b.icmp.msgsBurst());
            }
            case "net.ipv4.icmp_msgs_per_sec" -> {
                int n = Sysctls.number(name, value, 0, Integer.MAX_VALUE);
                return b -> b.icmp = b.icmp.withRates(b.icmp.ratelimitMillis(), n, b.icmp.msgsBurst());
            }
            case "net.ipv4.icmp_msgs_burst" -> {
                int n = Sysctls.number(name, value, 0, Integer.MAX_VALUE);
                return b -> b.icmp = b.icmp.withRates(b.icmp.ratelimitMillis(), b.icmp.msgsPerSec(), n);
            }
            case "net.ipv4.icmp_ratemask" -> {
                int mask = Sysctls.number(name, value, 0, Integer.MAX_VALUE);
                return b -> b.icmp = b.icmp.withRatemask(mask);
            }
            case "net.ipv4.icmp_errors_use_inbound_ifaddr" -> {
                boolean on = Sysctls.number(name, value, 0, 1) == 1;
                return b -> b.icmp = b.icmp.withErrors(on, b.icmp.ignoreBogusErrorResponses());
            }
            case "net.ipv4.icmp_ignore_bogus_error_responses" -> {
                boolean on = Sysctls.number(name, value, 0, 1) == 1;
                return b -> b.icmp = b.icmp.withErrors(b.icmp.errorsUseInboundIfaddr(), on);
            }
            default -> {
                return null;
            }
        }
    }

    private static @Nullable Consumer<IpSettings.Builder> frag(String name, String value) {
        switch (name) {
            case "net.ipv4.ipfrag_high_thresh" -> {
                int bytes = Sysctls.number(name, value, 0, Integer.MAX_VALUE);
                return b -> b.frag = new FragSettings(bytes, b.frag.timeNanos(), b.frag.maxDist(), b.frag.lowThresh());
            }
            case "net.ipv4.ipfrag_low_thresh" -> {
                int bytes = Sysctls.number(name, value, 0, Integer.MAX_VALUE);
                return b -> b.frag = new FragSettings(b.frag.highThresh(), b.frag.timeNanos(), b.frag.maxDist(), bytes);
            }
            case "net.ipv4.ipfrag_time" -> {
                long nanos = Sysctls.number(name, value, 1, Integer.MAX_VALUE) * SECOND;
                return b -> b.frag = new FragSettings(b.frag.highThresh(), nanos, b.frag.maxDist(), b.frag.lowThresh());
            }
            case "net.ipv4.ipfrag_max_dist" -> {
                int n = Sysctls.number(name, value, 0, Integer.MAX_VALUE);
                return b -> b.frag = new FragSettings(b.frag.highThresh(), b.frag.timeNanos(), n, b.frag.lowThresh());
            }
            default -> {
                return null;
            }
        }
    }

    /** net.ipv4.conf.DEVICE.SETTING. */
    private static IpSettings conf(IpSettings base, String name, String value) {
        int dot = name.lastIndexOf('.');
        InetDevconf what = dot < CONF.length() ? null : InetDevconf.of(name.substring(dot + 1));
        if (what == null) {
            throw new IllegalArgumentException("sysctl: " + name + " is not supported");
        }
        int n = Sysctls.number(name, value, what.min(), what.max());
        return named(name, value, () -> base.with(b -> b.conf(name.substring(CONF.length(), dot), what, n)));
    }

    /** net.ipv4.neigh.default.SETTING; devices have no settings of their own. */
    private static IpSettings neigh(IpSettings base, String name, String value) {
        if (!name.startsWith(NEIGH_DEFAULT)) {
            throw new IllegalArgumentException(
                    "sysctl: " + name + " is not supported, expected " + NEIGH_DEFAULT + "NAME");
        }
        String setting = name.substring(NEIGH_DEFAULT.length());
        return named(name, value, () -> base.withNeigh(base.neigh().with(b -> b.set(setting, value))));
    }

    private static IpSettings named(String name, String value, Supplier<IpSettings> change) {
        try {
            return change.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("sysctl: " + name + " = " + value + ": " + e.getMessage(), e);
        }
    }
}
