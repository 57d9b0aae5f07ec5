package io.rxpath.kit;

import io.rxpath.skb.MacAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the config topic and the form of their values, where the layers do not say more: one key per thing a
 * person sets with ethtool, ip, sysctl or by writing a file below /proc or /sys. docs/reference/settings.md lists them.
 */
public final class SettingSyntax {
    /** ethtool's long names of the features that can be set. */
    public static final List<String> FEATURES = List.of(
            "rx-checksumming",
            "generic-receive-offload",
            "rx-vlan-offload",
            "rx-vlan-filter",
            "ntuple-filters",
            "rx-gro-list",
            "rx-udp-gro-forwarding");

    /** Entries of the indirection table. */
    public static final int INDIRECTION_ENTRIES = 128;

    /** Places for n-tuple rules. */
    public static final int RULES = 1024;

    /** Most receive queues a card has. */
    public static final int MAX_QUEUES = 128;

    /** The interrupt of queue 0; the others follow. */
    public static final int FIRST_IRQ = 32;

    /** The programs whose command lines change netfilter's rules and connections. */
    public static final List<String> NETFILTER =
            List.of("nft", "iptables", "ip6tables", "iptables-restore", "ip6tables-restore", "conntrack", "ip");

    private static final int KEY_BYTES = 40;
    private static final int MAX_FIFO = 16 << 20;
    private static final int SECOND = 1_000_000_000;
    private static final String SWITCH = "expected on or off";
    private static final String MASK = "expected CPUs as a hexadecimal mask, such as f or 3,00000001";
    private static final Pattern HEX_MASK = Pattern.compile("(0x)?[0-9a-fA-F]{1,8}(,[0-9a-fA-F]{1,8})*");
    private static final Set<String> FLOW_TYPES =
            Set.of("ether", "ip4", "tcp4", "udp4", "sctp4", "ip6", "tcp6", "udp6", "sctp6");

    /** What is wrong with a value, in words that begin with "expected"; null if nothing is. */
    private interface Rule {
        @Nullable
        String fault(Matcher key, String value);
    }

    private static final Map<Pattern, Rule> RULES_BY_KEY = rules();

    private SettingSyntax() {}

    private static Map<Pattern, Rule> rules() {
        Map<Pattern, Rule> rules = new LinkedHashMap<>();
        String queues = "queues/rx-([0-9]{1,3})/";
        rules.put(Pattern.compile("ethtool/eth0/ring/rx"), (k, v) -> ring(v));
        rules.put(Pattern.compile("ethtool/eth0/channels/combined"), (k, v) -> number(v, 1, MAX_QUEUES));
        rules.put(Pattern.compile("ethtool/eth0/coalesce/rx-(usecs|frames)"), (k, v) -> number(v, 0, SECOND));
        rules.put(Pattern.compile("ethtool/eth0/coalesce/adaptive-rx"), (k, v) -> onOff(v));
        rules.put(Pattern.compile("ethtool/eth0/pause/(rx|tx)"), (k, v) -> onOff(v));
        rules.put(Pattern.compile("ethtool/eth0/feature/(" + String.join("|", FEATURES) + ")"), (k, v) -> onOff(v));
        rules.put(Pattern.compile("ethtool/eth0/rxfh/hkey"), (k, v) -> hashKey(v));
        rules.put(Pattern.compile("ethtool/eth0/rxfh/indir"), (k, v) -> indirection(v));
        rules.put(
                Pattern.compile("ethtool/eth0/ntuple/([0-9]{1,9})"),
                (k, v) -> Integer.parseInt(k.group(1)) >= RULES ? "expected a place from 0 to 1023" : flowRule(v));
        rules.put(
                Pattern.compile("sys/class/net/eth0/(napi_defer_hard_irqs|gro_flush_timeout)"),
                (k, v) -> number(v, 0, Integer.MAX_VALUE));
        rules.put(Pattern.compile("sys/class/net/eth0/threaded"), (k, v) -> number(v, 0, 1));
        rules.put(Pattern.compile("sys/class/net/eth0/" + queues + "rps_cpus"), (k, v) -> mask(v, true));
        rules.put(
                Pattern.compile("sys/class/net/eth0/" + queues + "rps_flow_cnt"),
                (k, v) -> number(v, 0, Integer.MAX_VALUE));
        rules.put(Pattern.compile("proc/irq/([0-9]{1,4})/smp_affinity"), (k, v) -> irq(k.group(1), v));
        rules.put(Pattern.compile("ip/link/eth0/(promisc|allmulticast)"), (k, v) -> onOff(v));
        rules.put(
                Pattern.compile("ip/link/eth0/xdp"),
                (k, v) -> v.isBlank() ? "expected a program, or off for none" : null);
        rules.put(Pattern.compile("ip/maddr/eth0/(.+)"), (k, v) -> group(k.group(1), v));
        rules.put(
                Pattern.compile("ip/vlan/eth0/([0-9]{1,9})"),
                (k, v) -> Integer.parseInt(k.group(1)) > 4095 ? "expected a VLAN id from 0 to 4095" : present(v));
        rules.put(Pattern.compile("rxpath/nic/fifo"), (k, v) -> number(v, 0, MAX_FIFO));
        rules.put(
                Pattern.compile("rxpath/nic/checksum"),
                (k, v) -> Set.of("none", "unnecessary", "complete").contains(v)
                        ? null
                        : "expected none, unnecessary or complete");
        rules.put(Pattern.compile("rxpath/softirq/paused"), (k, v) -> number(v, 0, 1));
        rules.put(Pattern.compile("rxpath/softirq/cpus"), (k, v) -> number(v, 1, 64));
        rules.put(Pattern.compile("rxpath/softirq/cpu_(packet|poll)_nanos"), (k, v) -> number(v, 0, SECOND));
        rules.put(Pattern.compile("netfilter/[0-9]{20}"), (k, v) -> netfilter(v));
        rules.put(Pattern.compile("sysctl/(.+)"), (k, v) -> sysctl(k.group(1), v));
        return rules;
    }

    /**
     * Checks a setting.
     *
     * @throws IllegalArgumentException naming the key, its value and what was expected
     */
    public static void check(String key, String value) {
        String fault = fault(key, value);
        if (fault != null) {
            throw new IllegalArgumentException(key + (value.isEmpty() ? "" : " = " + value) + ": " + fault);
        }
    }

    /** What was expected of a setting, or null if it is as expected. */
    public static @Nullable String fault(String key, String value) {
        for (Map.Entry<Pattern, Rule> rule : RULES_BY_KEY.entrySet()) {
            Matcher matcher = rule.getKey().matcher(key);
            if (matcher.matches()) {
                return rule.getValue().fault(matcher, value);
            }
        }
        return "no such setting";
    }

    /** A command that changes netfilter's rules; whether it can be obeyed depends on those that are there. */
    private static @Nullable String netfilter(String value) {
        String word = value.strip().split("\\s", 2)[0];
        return NETFILTER.contains(word) ? null : "expected a command that begins with " + String.join(", ", NETFILTER);
    }

    private static @Nullable String number(String value, int min, int max) {
        try {
            int n = Integer.parseInt(value);
            if (n >= min && n <= max) {
                return null;
            }
        } catch (NumberFormatException e) {
            // the same words fit: they say that a number is expected
        }
        return "expected a number from " + min + " to " + max;
    }

    private static @Nullable String ring(String value) {
        boolean fits = number(value, 64, 4096) == null && Integer.parseInt(value) % 8 == 0;
        return fits ? null : "expected a multiple of 8 from 64 to 4096";
    }

    private static @Nullable String onOff(String value) {
        return value.equals("on") || value.equals("off") ? null : SWITCH;
    }

    private static @Nullable String present(String value) {
        return value.isEmpty() ? null : "expected no value";
    }

    private static @Nullable String hashKey(String value) {
        return value.matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){" + (KEY_BYTES - 1) + "}")
                ? null
                : "expected 40 bytes as hexadecimal digits with colons, such as 6d:5a:56:...";
    }

    private static @Nullable String indirection(String value) {
        String[] queues = value.strip().split("\\s+", -1);
        boolean fits = queues.length == INDIRECTION_ENTRIES;
        for (String queue : queues) {
            fits = fits && number(queue, 0, MAX_QUEUES - 1) == null;
        }
        return fits ? null : "expected 128 queue numbers from 0 to 127, separated by blanks";
    }

    private static @Nullable String mask(String value, boolean none) {
        if (!HEX_MASK.matcher(value).matches()) {
            return MASK;
        }
        boolean empty = value.replaceFirst("^0x", "").matches("[0,]*");
        return empty && !none ? "expected a mask with at least one CPU" : null;
    }

    private static @Nullable String irq(String irq, String value) {
        if (number(irq, FIRST_IRQ, FIRST_IRQ + MAX_QUEUES - 1) != null) {
            return "no such interrupt; that of queue N is " + FIRST_IRQ + " + N";
        }
        return mask(value, false);
    }

    private static @Nullable String group(String mac, String value) {
        try {
            if (MacAddress.isMulticast(MacAddress.parse(mac))) {
                return present(value);
            }
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
        return "expected the MAC address of a group, such as 01:00:5e:00:00:05";
    }

    private static @Nullable String sysctl(String name, String value) {
        try {
            Sysctls.owner(name);
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
        return value.isBlank() ? "expected a value" : null;
    }

    /** A rule as ethtool -N takes it: pairs of a name and a value, the first a flow-type. */
    private static @Nullable String flowRule(String value) {
        String[] words = value.strip().split("\\s+", -1);
        String form = "expected a rule such as flow-type tcp4 dst-port 80 action 2";
        if (words.length < 2 || !words[0].equals("flow-type") || !FLOW_TYPES.contains(words[1])) {
            return form;
        }
        boolean action = false;
        for (int i = 2; i < words.length; i++) {
            if (words[i].equals("action") && i + 1 < words.length && words[i + 1].matches("-1|[0-9]{1,3}")) {
                action = true;
            }
        }
        return action ? null : form;
    }
}
