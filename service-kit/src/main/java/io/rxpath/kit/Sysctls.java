package io.rxpath.kit;

import io.rxpath.skb.Layer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which layer a sysctl belongs to; a name nobody knows is refused when the host file is read. */
public final class Sysctls {
    private static final Map<String, Layer> OWNERS = Map.ofEntries(
            Map.entry("net.core.netdev_budget", Layer.SOFTIRQ),
            Map.entry("net.core.netdev_budget_usecs", Layer.SOFTIRQ),
            Map.entry("net.core.netdev_max_backlog", Layer.SOFTIRQ),
            Map.entry("net.core.netdev_tstamp_prequeue", Layer.SOFTIRQ),
            Map.entry("net.core.dev_weight", Layer.SOFTIRQ),
            Map.entry("net.core.dev_weight_rx_bias", Layer.SOFTIRQ),
            Map.entry("net.core.gro_normal_batch", Layer.SOFTIRQ),
            Map.entry("net.core.rps_sock_flow_entries", Layer.SOFTIRQ),
            Map.entry("net.core.flow_limit_cpu_bitmap", Layer.SOFTIRQ),
            Map.entry("net.core.flow_limit_table_len", Layer.SOFTIRQ),
            Map.entry("kernel.osrelease", Layer.TCP),
            Map.entry("net.core.mem_pcpu_rsv", Layer.TCP),
            Map.entry("net.core.rmem_max", Layer.TCP),
            Map.entry("net.core.somaxconn", Layer.TCP));

    /** Names of the IP layer begin so; it knows which there are. */
    private static final List<String> IP = List.of(
            "net.ipv4.ip_",
            "net.ipv4.icmp_",
            "net.ipv4.ipfrag_",
            "net.ipv4.conf.",
            "net.ipv4.neigh.",
            "net.ipv4.route.",
            "net.ipv6.",
            "net.netfilter.");

    private Sysctls() {}

    /**
     * The layer that obeys the setting.
     *
     * @throws IllegalArgumentException if none does
     */
    public static Layer owner(String name) {
        Layer owner = OWNERS.get(name);
        if (owner != null) {
            return owner;
        }
        if (name.startsWith("net.ipv4.tcp_")) {
            return Layer.TCP;
        }
        for (String prefix : IP) {
            if (name.startsWith(prefix)) {
                return Layer.IP;
            }
        }
        throw new IllegalArgumentException("sysctl: " + name + " is not supported; supported are net.ipv4.tcp_*, "
                + String.join("*, ", IP) + "* and " + String.join(", ", new TreeMap<>(OWNERS).keySet()));
    }

    /** The settings whose values the softirq shows, also those nobody has set, by name. */
    public static List<String> shownNames() {
        return OWNERS.keySet().stream()
                .filter(name -> owner(name) == Layer.SOFTIRQ)
                .sorted()
                .toList();
    }

    /** The settings of one layer, by name. */
    public static Map<String, String> of(Layer layer, HostFile host) {
        Map<String, String> mine = new TreeMap<>();
        host.sysctl().forEach((name, value) -> {
            if (owner(name) == layer) {
                mine.put(name, value);
            }
        });
        return mine;
    }

    /**
     * A whole number in a range.
     *
     * @throws IllegalArgumentException naming the setting, the value and the range
     */
    public static int number(String name, String value, int min, int max) {
        try {
            int n = Integer.parseInt(value.strip());
            if (n >= min && n <= max) {
                return n;
            }
        } catch (NumberFormatException e) {
            // falls through to the same message: the range says that a number is expected
        }
        throw new IllegalArgumentException(
                "sysctl: " + name + " = " + value + ": expected a number from " + min + " to " + max);
    }
}
