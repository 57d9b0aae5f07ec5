package io.rxpath.ip.core.nft;

import java.util.LinkedHashMap;
import java.util.Map;

/** The data types that a set can name. */
final class NftTypes {
    private static final Map<String, NftType> ALL = new LinkedHashMap<>();

    static final NftType IPV4 = type("ipv4_addr", "IPv4 address", 32, NftType.Form.IPV4, Map.of(), 2, false);
    static final NftType IPV6 = type("ipv6_addr", "IPv6 address", 128, NftType.Form.IPV6, Map.of(), 1, false);
    static final NftType ETHER = type("ether_addr", "Ethernet address", 48, NftType.Form.ETHER, Map.of(), 1, false);
    static final NftType PROTOCOL = symbols("inet_proto", "Internet protocol", 8, NftSymbols.PROTOCOLS, 5);
    static final NftType SERVICE = symbols("inet_service", "internet network service", 16, Map.of(), 5);
    static final NftType MARK = type("mark", "packet mark", 32, NftType.Form.HEX, Map.of(), 5, true);
    static final NftType IFNAME = type("ifname", "network interface name", 128, NftType.Form.IFNAME, Map.of(), 1, true);
    static final NftType IFINDEX =
            type("iface_index", "network interface index", 32, NftType.Form.IFINDEX, Map.of(), 5, true);
    static final NftType DEVICE_TYPE =
            type("iface_type", "network interface type", 16, NftType.Form.DECIMAL, NftSymbols.DEVICE_TYPES, 1, true);
    static final NftType ETHER_TYPE =
            type("ether_type", "Ethernet protocol", 16, NftType.Form.HEX, NftSymbols.ETHER_TYPES, 1, false);
    static final NftType FAMILY = symbols("nf_proto", "netfilter protocol", 8, NftSymbols.FAMILIES, 5);
    static final NftType ICMP_TYPE = symbols("icmp_type", "ICMP type", 8, NftSymbols.ICMP_TYPES, 1);
    static final NftType ICMP_CODE = symbols("icmp_code", "icmp code", 8, NftSymbols.ICMP_CODES, 1);
    static final NftType ICMPV6_TYPE = symbols("icmpv6_type", "ICMPv6 type", 8, NftSymbols.ICMPV6_TYPES, 1);
    static final NftType ICMPV6_CODE = symbols("icmpv6_code", "icmpv6 code", 8, NftSymbols.ICMPV6_CODES, 1);
    static final NftType ICMPX_CODE = symbols("icmpx_code", "icmpx code", 8, NftSymbols.ICMPX_CODES, 1);
    static final NftType TCP_FLAG = type("tcp_flag", "TCP flag", 8, NftType.Form.HEX, NftSymbols.TCP_FLAGS, 5, false);
    static final NftType PACKET_TYPE = symbols("pkt_type", "packet type", 8, NftSymbols.PACKET_TYPES, 2);
    static final NftType DSCP =
            type("dscp", "Differentiated Services Code Point", 6, NftType.Form.HEX, NftSymbols.DSCP, 1, false);
    static final NftType ECN =
            type("ecn", "Explicit Congestion Notification", 2, NftType.Form.HEX, NftSymbols.ECN, 1, false);
    static final NftType CT_STATE =
            type("ct_state", "conntrack state", 32, NftType.Form.HEX, NftSymbols.CT_STATES, 2, true);
    static final NftType CT_DIRECTION = symbols("ct_dir", "conntrack direction", 8, NftSymbols.CT_DIRECTIONS, 2);
    static final NftType CT_STATUS =
            type("ct_status", "conntrack status", 32, NftType.Form.HEX, NftSymbols.CT_STATUS, 2, true);
    static final NftType ROUTE_TYPE =
            type("fib_addrtype", "fib address type", 32, NftType.Form.DECIMAL, NftSymbols.ROUTE_TYPES, 1, true);
    static final NftType TIME = type("time", "relative time", 32, NftType.Form.SPAN, Map.of(), 1, true);
    /** Whether something is there; also of the result of a lookup. */
    static final NftType EXISTS =
            new NftType("boolean", "boolean type", 1, NftType.Form.DECIMAL, NftSymbols.EXISTS, 1, false);
    /** Numbers in the machine's order. */
    static final NftType HOST_INTEGER = new NftType("integer", "integer", 32, NftType.Form.DECIMAL, Map.of(), 5, true);

    static final NftType HOST_INTEGER64 =
            new NftType("integer", "integer", 64, NftType.Form.DECIMAL, Map.of(), 5, true);

    private NftTypes() {}

    private static NftType symbols(String name, String about, int bits, Map<String, Long> symbols, int perLine) {
        return type(name, about, bits, NftType.Form.DECIMAL, symbols, perLine, false);
    }

    private static NftType type(
            String name,
            String about,
            int bits,
            NftType.Form form,
            Map<String, Long> symbols,
            int perLine,
            boolean host) {
        NftType type = new NftType(name, about, bits, form, symbols, perLine, host);
        ALL.put(name, type);
        return type;
    }

    /** The type with the name of this token. */
    static NftType named(NftToken token) {
        NftType type = ALL.get(token.text());
        if (type == null) {
            throw token.error("unknown datatype, expected one of " + String.join(", ", ALL.keySet()));
        }
        return type;
    }
}
