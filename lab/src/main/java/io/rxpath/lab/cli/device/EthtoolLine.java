package io.rxpath.lab.cli.device;

import io.rxpath.kit.SettingSyntax;
import io.rxpath.lab.run.Change;
import io.rxpath.lab.run.LabException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An ethtool command line, after ethtool(8). */
public final class EthtoolLine {
    private static final String PREFIX = "ethtool/eth0/";
    private static final Map<String, Character> OPTIONS = options();
    private static final Map<String, String> FEATURES = features();

    private final char option;
    private final String shown;
    private final List<String> words;
    private int at;

    private EthtoolLine(char option, String shown, List<String> words) {
        this.option = option;
        this.shown = shown;
        this.words = words;
    }

    private static Map<String, Character> options() {
        Map<String, Character> options = new LinkedHashMap<>();
        for (char letter : "SgGkKlLxXnNcCaA".toCharArray()) {
            options.put("-" + letter, letter);
        }
        options.put("--statistics", 'S');
        options.put("--show-ring", 'g');
        options.put("--set-ring", 'G');
        options.put("--show-features", 'k');
        options.put("--show-offload", 'k');
        options.put("--features", 'K');
        options.put("--offload", 'K');
        options.put("--show-channels", 'l');
        options.put("--set-channels", 'L');
        options.put("--show-rxfh-indir", 'x');
        options.put("--show-rxfh", 'x');
        options.put("--set-rxfh-indir", 'X');
        options.put("--rxfh", 'X');
        options.put("-u", 'n');
        options.put("--show-nfc", 'n');
        options.put("--show-ntuple", 'n');
        options.put("-U", 'N');
        options.put("--config-nfc", 'N');
        options.put("--config-ntuple", 'N');
        options.put("--show-coalesce", 'c');
        options.put("--coalesce", 'C');
        options.put("--show-pause", 'a');
        options.put("--pause", 'A');
        return options;
    }

    private static Map<String, String> features() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("rx", "rx-checksumming");
        names.put("gro", "generic-receive-offload");
        names.put("rxvlan", "rx-vlan-offload");
        names.put("ntuple", "ntuple-filters");
        // The kernel's own names of the same.
        names.put("rx-gro", "generic-receive-offload");
        names.put("rx-vlan-hw-parse", "rx-vlan-offload");
        names.put("rx-ntuple-filter", "ntuple-filters");
        SettingSyntax.FEATURES.forEach(name -> names.put(name, name));
        return names;
    }

    /**
     * Reads a command line.
     *
     * @throws LabException naming the word and what was expected
     */
    public static EthtoolRequest parse(List<String> line) {
        if (line.isEmpty() || !OPTIONS.containsKey(line.get(0))) {
            throw LabException.badInput("ethtool" + (line.isEmpty() ? "" : " " + line.get(0))
                    + ": expected one of -S, -g, -G, -k, -K, -l, -L, -x, -X, -n, -N, -c, -C, -a, -A and eth0");
        }
        char option = OPTIONS.get(line.get(0));
        String shown = "ethtool " + line.get(0);
        if (line.size() < 2) {
            throw LabException.badInput(shown + ": which device? expected eth0");
        }
        Device.check(shown, line.get(1));
        return new EthtoolLine(option, shown, line.subList(2, line.size())).request();
    }

    private EthtoolRequest request() {
        return switch (option) {
            case 'G' -> set(pairs("ring/", "rx"));
            case 'L' -> set(pairs("channels/", "combined"));
            case 'C' -> set(pairs("coalesce/", "rx-usecs", "rx-frames", "adaptive-rx"));
            case 'A' -> set(pairs("pause/", "rx", "tx"));
            case 'K' -> set(featurePairs());
            case 'X' -> set(rxfh());
            case 'N' -> rule();
            default -> show();
        };
    }

    private EthtoolRequest show() {
        if (at < words.size()) {
            throw unexpected("nothing behind eth0");
        }
        return new EthtoolRequest.Show(option);
    }

    private EthtoolRequest set(List<Change> changes) {
        if (changes.isEmpty()) {
            throw LabException.badInput(shown + " eth0: what is to be set? " + expected());
        }
        return new EthtoolRequest.Set(changes);
    }

    private String expected() {
        return switch (option) {
            case 'G' -> "expected rx N";
            case 'L' -> "expected combined N";
            case 'C' -> "expected rx-usecs N, rx-frames N or adaptive-rx on|off";
            case 'A' -> "expected rx on|off or tx on|off";
            case 'K' -> "expected a feature and on or off; features are " + String.join(", ", FEATURES.keySet());
            case 'X' -> "expected equal N, weight W0 W1 ..., hkey KEY or default";
            default -> "expected flow-type TYPE ... action QUEUE [loc N], or delete N";
        };
    }

    private LabException unexpected(String expected) {
        return LabException.badInput(shown + ": '" + words.get(at) + "': " + expected);
    }

    private String value(String name) {
        if (at >= words.size()) {
            throw LabException.badInput(shown + ": " + name + " has no value; " + expected());
        }
        return words.get(at++);
    }

    private List<Change> pairs(String group, String... names) {
        List<Change> changes = new ArrayList<>();
        while (at < words.size()) {
            String name = words.get(at);
            if (!List.of(names).contains(name)) {
                throw unexpected(expected());
            }
            at++;
            changes.add(new Change(PREFIX + group + name, value(name)));
        }
        return changes;
    }

    private List<Change> featurePairs() {
        List<Change> changes = new ArrayList<>();
        while (at < words.size()) {
            String feature = FEATURES.get(words.get(at));
            if (feature == null) {
                throw unexpected(expected());
            }
            String name = words.get(at++);
            changes.add(new Change(PREFIX + "feature/" + feature, value(name)));
        }
        return changes;
    }

    private List<Change> rxfh() {
        List<Change> changes = new ArrayList<>();
        boolean table = false;
        while (at < words.size()) {
            String what = words.get(at++);
            boolean isTable = !what.equals("hkey");
            if (isTable && table) {
                at--;
                throw unexpected("expected one of equal, weight and default");
            }
            table |= isTable;
            switch (what) {
                case "equal" -> changes.add(indirection(equal(number(what, 1))));
                case "weight" -> changes.add(indirection(weighted(weights())));
                case "default" -> changes.add(indirection(null));
                case "hkey" -> changes.add(new Change(PREFIX + "rxfh/hkey", value(what)));
                default -> {
                    at--;
                    throw unexpected(expected());
                }
            }
        }
        return changes;
    }

    private int number(String name, int least) {
        String text = value(name);
        if (text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= least) {
            return Integer.parseInt(text);
        }
        at--;
        throw unexpected("expected a number from " + least + " on");
    }

    private List<Integer> weights() {
        List<Integer> weights = new ArrayList<>();
        while (at < words.size() && words.get(at).matches("[0-9]{1,9}")) {
            weights.add(number("weight", 0));
        }
        long sum = weights.stream().mapToLong(Integer::longValue).sum();
        if (sum == 0 || sum > SettingSyntax.INDIRECTION_ENTRIES) {
            throw LabException.badInput(
                    shown + ": weight: the sum is " + sum + "; expected weights that sum up to 1..128");
        }
        return weights;
    }

    private static Change indirection(int @Nullable [] table) {
        StringBuilder text = new StringBuilder();
        if (table != null) {
            for (int queue : table) {
                text.append(text.length() == 0 ? "" : " ").append(queue);
            }
        }
        return new Change(PREFIX + "rxfh/indir", table == null ? null : text.toString());
    }

    private static int[] equal(int queues) {
        int[] table = new int[SettingSyntax.INDIRECTION_ENTRIES];
        for (int i = 0; i < table.length; i++) {
            table[i] = i % queues;
        }
        return table;
    }

    /** Queues in shares of their weights, each in one piece, as ethtool lays them out. */
    private static int[] weighted(List<Integer> weights) {
        int[] table = new int[SettingSyntax.INDIRECTION_ENTRIES];
        int sum = weights.stream().mapToInt(Integer::intValue).sum();
        int queue = -1;
        int partial = 0;
        for (int i = 0; i < table.length; i++) {
            while (i >= table.length * partial / sum) {
                queue++;
                partial += weights.get(queue);
            }
            table[i] = queue;
        }
        return table;
    }

    private EthtoolRequest rule() {
        if (words.isEmpty()) {
            throw LabException.badInput(shown + " eth0: which rule? " + expected());
        }
        if (words.get(0).equals("delete")) {
            at = 1;
            int location = number("delete", 0);
            if (at < words.size()) {
                throw unexpected("nothing behind delete N");
            }
            return new EthtoolRequest.DeleteRule(location);
        }
        if (!words.get(0).equals("flow-type")) {
            throw unexpected(expected());
        }
        int location = -1;
        List<String> rule = new ArrayList<>();
        while (at < words.size()) {
            String word = words.get(at++);
            if (word.equals("loc")) {
                location = number("loc", 0);
            } else {
                rule.add(word);
            }
        }
        return new EthtoolRequest.AddRule(location, String.join(" ", rule));
    }

    /** The key of the rule in a place. */
    public static String ruleKey(int location) {
        return PREFIX + "ntuple/" + location;
    }

    /** The last place that no rule of {@code settings} has, as ethtool chooses it; -1 if all are taken. */
    public static int freeRule(Map<String, String> settings) {
        for (int location = SettingSyntax.RULES - 1; location >= 0; location--) {
            if (!settings.containsKey(ruleKey(location))) {
                return location;
            }
        }
        return -1;
    }
}
