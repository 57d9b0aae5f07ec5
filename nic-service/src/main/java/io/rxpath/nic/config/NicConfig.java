package io.rxpath.nic.config;

import io.rxpath.nic.core.Coalesce;
import io.rxpath.nic.core.Features;
import io.rxpath.nic.core.NicSettings;
import io.rxpath.nic.core.NtupleRule;
import io.rxpath.nic.core.Pause;
import io.rxpath.nic.core.RxChecksumMode;
import io.rxpath.skb.MacAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The card's settings as keys and values of the config topic. The names are those of {@code ethtool} and {@code ip}; keys
 * that another service obeys change nothing here.
 */
public final class NicConfig {
    private static final String OWN = "rxpath/nic/";
    private static final String ETHTOOL = "ethtool/eth0/";
    private static final String LINK = "ip/link/eth0/";
    private static final String MADDR = "ip/maddr/eth0/";
    private static final String VLAN = "ip/vlan/eth0/";

    private NicConfig() {}

    /** True for keys of which some change something here. */
    public static boolean obeys(String key) {
        return key.startsWith(ETHTOOL) || key.startsWith("ip/") || key.startsWith(OWN);
    }

    /**
     * What came of a set of keys.
     *
     * @param settings with every key that could be obeyed
     * @param refused why the others could not, by key
     */
    public record Applied(NicSettings settings, Map<String, String> refused) {}

    /**
     * {@code base} with one setting made.
     *
     * @throws IllegalArgumentException naming the key, its value and what was expected
     */
    public static NicSettings apply(NicSettings base, String key, String value) {
        try {
            if (key.startsWith(ETHTOOL)) {
                return ethtool(base, key.substring(ETHTOOL.length()), value.strip());
            }
            if (key.startsWith(OWN)) {
                return own(base, key.substring(OWN.length()), value.strip());
            }
            if (key.startsWith(LINK)) {
                return link(base, key.substring(LINK.length()), value.strip());
            }
            if (key.startsWith(MADDR)) {
                long address = MacAddress.parse(key.substring(MADDR.length()));
                return base.withRxMode(base.rxMode().withAddress(address));
            }
            if (key.startsWith(VLAN)) {
                return base.withRxMode(base.rxMode().withVlan(number(key.substring(VLAN.length()))));
            }
            return base;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + " = '" + value + "': " + e.getMessage(), e);
        }
    }

    /**
     * {@code base} with all keys obeyed, in whatever order makes each valid: rx-frames 0 is so only with rx-usecs set, a
     * table of eight queues only with eight queues.
     */
    public static Applied applyAll(NicSettings base, Map<String, String> values) {
        NicSettings settings = base;
        SortedMap<String, String> left = new TreeMap<>(values);
        Map<String, String> refused = new LinkedHashMap<>();
        int before;
        do {
            before = left.size();
            refused.clear();
            for (String key : left.keySet().toArray(new String[0])) {
                try {
                    settings = apply(settings, key, values.getOrDefault(key, ""));
                    left.remove(key);
                } catch (IllegalArgumentException e) {
                    refused.put(key, String.valueOf(e.getMessage()));
                }
            }
        } while (!left.isEmpty() && left.size() < before);
        return new Applied(settings, refused);
    }

    /**
     * As {@link #applyAll}, where nothing may be refused.
     *
     * @throws IllegalArgumentException why one of them is
     */
    public static NicSettings all(NicSettings base, Map<String, String> values) {
        Applied applied = applyAll(base, values);
        for (String reason : applied.refused().values()) {
            throw new IllegalArgumentException(reason);
        }
        return applied.settings();
    }

    private static NicSettings ethtool(NicSettings base, String name, String value) {
        int slash = name.indexOf('/');
        String group = slash < 0 ? name : name.substring(0, slash);
        String rest = slash < 0 ? "" : name.substring(slash + 1);
        return switch (group) {
            case "ring" -> base.withRing(only("rx", rest, number(value)));
            case "channels" -> base.withQueues(only("combined", rest, number(value)));
            case "coalesce" -> base.withCoalesce(coalesce(base.coalesce(), rest, value));
            case "pause" -> base.withPause(pause(base.pause(), rest, onOff(value)));
            case "feature" -> base.withFeatures(feature(base.features(), rest, value));
            case "rxfh" -> rxfh(base, rest, value);
            case "ntuple" -> base.withNtuple(number(rest), NtupleRule.parse(value));
            default -> throw unknown(group, "ring, channels, coalesce, pause, feature, rxfh or ntuple");
        };
    }

    private static NicSettings own(NicSettings base, String name, String value) {
        return switch (name) {
            case "fifo" -> base.withFifoBytes(number(value));
            case "checksum" ->
                switch (value) {
                    case "none" -> base.withRxChecksumOffload(false);
                    case "unnecessary" -> base.withRxChecksumMode(RxChecksumMode.UNNECESSARY);
                    case "complete" -> base.withRxChecksumMode(RxChecksumMode.COMPLETE);
                    default -> throw unknown(value, "none, unnecessary or complete");
                };
            default -> throw unknown(name, "fifo or checksum");
        };
    }

    private static int only(String expected, String name, int value) {
        if (!name.equals(expected)) {
            throw unknown(name, expected);
        }
        return value;
    }

    private static Coalesce coalesce(Coalesce base, String name, String value) {
        return switch (name) {
            case "rx-usecs" -> base.withRxUsecs(number(value));
            case "rx-frames" -> base.withRxFrames(number(value));
            case "adaptive-rx" -> base.withAdaptiveRx(onOff(value));
            default -> throw unknown(name, "rx-usecs, rx-frames or adaptive-rx");
        };
    }

    private static Pause pause(Pause base, String name, boolean on) {
        return switch (name) {
            case "rx" -> base.withRx(on);
            case "tx" -> base.withTx(on);
            default -> throw unknown(name, "rx or tx");
        };
    }

    private static Features feature(Features base, String name, String value) {
        return switch (name) {
            case "rx-checksumming" -> base.withRxChecksum(onOff(value));
            case "rx-vlan-offload" -> base.withRxVlanOffload(onOff(value));
            case "rx-vlan-filter" -> base.withRxVlanFilter(onOff(value));
            case "ntuple-filters" -> base.withNtuple(onOff(value));
            // The others are the software's: softirq-service knows them.
            default -> base;
        };
    }

    private static NicSettings rxfh(NicSettings base, String name, String value) {
        return switch (name) {
            case "hkey" -> base.withRssKey(key(value));
            case "indir" -> base.withRssIndirection(table(value));
            default -> throw unknown(name, "hkey or indir");
        };
    }

    private static byte[] key(String text) {
        String[] parts = text.split(":", -1);
        byte[] key = new byte[parts.length];
        for (int i = 0; i < key.length; i++) {
            if (!parts[i].matches("[0-9a-fA-F]{2}")) {
                throw new IllegalArgumentException("'" + parts[i] + "' is not a byte: expected two hex digits");
            }
            key[i] = (byte) Integer.parseInt(parts[i], 16);
        }
        return key;
    }

    private static int[] table(String text) {
        String[] parts = text.split("\\s+", -1);
        int[] table = new int[parts.length];
        for (int i = 0; i < table.length; i++) {
            table[i] = number(parts[i]);
        }
        return table;
    }

    private static NicSettings link(NicSettings base, String name, String value) {
        return switch (name) {
            case "promisc" -> base.withPromiscuous(onOff(value));
            case "allmulticast" -> base.withAllMulticast(onOff(value));
            // XDP is softirq-service's.
            default -> base;
        };
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number");
        }
        return Integer.parseInt(text);
    }

    private static boolean onOff(String text) {
        if (!text.equals("on") && !text.equals("off")) {
            throw new IllegalArgumentException("'" + text + "' is neither on nor off");
        }
        return text.equals("on");
    }

    private static IllegalArgumentException unknown(String name, String expected) {
        return new IllegalArgumentException("'" + name + "' is not known: expected " + expected);
    }
}
