package io.rxpath.lab.packetdrill.run;

import java.util.Map;

/**
 * Type and code of an ICMP message by the names scripts use; a code may be a number too.
 *
 * @param type type on the wire
 * @param code code on the wire
 */
record IcmpKind(int type, int code) {
    private static final Map<String, Integer> TYPES =
            Map.of("unreachable", 3, "source_quench", 4, "redirect", 5, "time_exceeded", 11, "parameter_problem", 12);

    private static final Map<String, Integer> UNREACHABLE = Map.ofEntries(
            Map.entry("net_unreachable", 0),
            Map.entry("host_unreachable", 1),
            Map.entry("protocol_unreachable", 2),
            Map.entry("port_unreachable", 3),
            Map.entry("frag_needed", 4),
            Map.entry("source_route_failed", 5),
            Map.entry("net_unknown", 6),
            Map.entry("host_unknown", 7),
            Map.entry("source_host_isolated", 8),
            Map.entry("net_prohibited", 9),
            Map.entry("host_prohibited", 10),
            Map.entry("net_unreachable_for_tos", 11),
            Map.entry("host_unreachable_for_tos", 12),
            Map.entry("pkt_filtered", 13),
            Map.entry("precedence_violation", 14),
            Map.entry("precedence_cutoff", 15));

    private static final Map<String, Integer> TYPES_V6 =
            Map.of("unreachable", 1, "packet_too_big", 2, "time_exceeded", 3, "parameter_problem", 4);

    private static final Map<String, Integer> UNREACHABLE_V6 = Map.of(
            "no_route",
            0,
            "net_unreachable",
            0,
            "admin_prohibited",
            1,
            "not_neighbour",
            2,
            "addr_unreachable",
            3,
            "host_unreachable",
            3,
            "port_unreachable",
            4,
            "policy_fail",
            5,
            "reject_route",
            6);

    /** An ICMPv6 packet-too-big is written as IPv4's unreachable frag_needed too. */
    private static final IcmpKind TOO_BIG_V6 = new IcmpKind(2, 0);

    /**
     * By its names.
     *
     * @throws IllegalArgumentException naming the word that is not known
     */
    static IcmpKind of(String type, String code, boolean v4) {
        if (!v4 && code.equals("frag_needed")) {
            return TOO_BIG_V6;
        }
        Integer number = (v4 ? TYPES : TYPES_V6).get(type);
        if (number == null) {
            throw new IllegalArgumentException(
                    "unknown ICMP type '" + type + "', expected one of " + sorted(v4 ? TYPES : TYPES_V6));
        }
        if (code.isEmpty()) {
            return new IcmpKind(number, 0);
        }
        if (code.matches("\\d+")) {
            return new IcmpKind(number, Integer.parseInt(code));
        }
        Map<String, Integer> codes = v4 ? UNREACHABLE : UNREACHABLE_V6;
        Integer named = type.equals("unreachable") ? codes.get(code) : null;
        if (named == null) {
            throw new IllegalArgumentException(
                    "unknown code '" + code + "' of ICMP type " + type + ", expected one of " + sorted(codes));
        }
        return new IcmpKind(number, named);
    }

    private static String sorted(Map<String, Integer> names) {
        return String.join(", ", names.keySet().stream().sorted().toList());
    }
}
