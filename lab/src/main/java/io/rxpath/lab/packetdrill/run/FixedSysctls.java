package io.rxpath.lab.packetdrill.run;

import java.util.Map;
import java.util.Set;

/** Settings without a switch in this stack, and the values that say how it is. An empty set: they say nothing. */
public final class FixedSysctls {
    private static final Map<String, Set<String>> AS_IT_IS = Map.ofEntries(
            Map.entry("net.ipv4.tcp_fack", Set.of()),
            Map.entry("net.ipv4.tcp_no_metrics_save", Set.of()),
            Map.entry("net.ipv4.tcp_adv_win_scale", Set.of("1")),
            Map.entry("net.ipv4.tcp_autocorking", Set.of("1")));

    private FixedSysctls() {}

    /**
     * Lets a setting pass that says what is so anyway.
     *
     * @param refused why the stack has refused it
     * @throws IllegalArgumentException naming it and what was expected
     */
    public static void check(String name, String value, RuntimeException refused) {
        Set<String> fixed = AS_IT_IS.get(name);
        if (fixed == null || !fixed.isEmpty() && !fixed.contains(value)) {
            throw new IllegalArgumentException("sysctl " + name + " = " + value + ": " + refused.getMessage(), refused);
        }
    }
}
