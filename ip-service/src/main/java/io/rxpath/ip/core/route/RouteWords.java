package io.rxpath.ip.core.route;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names of numbers in routes and rules, as the files rt_tables and rt_protos of iproute2 list them. A number without a name is
 * written as itself. The numbers are the kernel's (include/uapi/linux/rtnetlink.h RT_TABLE_*, RTPROT_*).
 */
public final class RouteWords {
    /** Table default. */
    public static final int TABLE_DEFAULT = 253;
    /** Table main. */
    public static final int TABLE_MAIN = 254;
    /** Table local. */
    public static final int TABLE_LOCAL = 255;
    /** Routes the kernel made. */
    public static final int PROTO_KERNEL = 2;
    /** Routes set by hand without a word about it. */
    public static final int PROTO_BOOT = 3;
    /** Routes from router advertisements. */
    public static final int PROTO_RA = 9;

    private static final Map<String, Integer> TABLES = new LinkedHashMap<>();
    private static final Map<String, Integer> PROTOCOLS = new LinkedHashMap<>();

    static {
        TABLES.put("unspec", 0);
        TABLES.put("default", TABLE_DEFAULT);
        TABLES.put("main", TABLE_MAIN);
        TABLES.put("local", TABLE_LOCAL);
        String[] protocols = {
            "unspec:0",
            "redirect:1",
            "kernel:2",
            "boot:3",
            "static:4",
            "gated:8",
            "ra:9",
            "mrt:10",
            "zebra:11",
            "bird:12",
            "dnrouted:13",
            "xorp:14",
            "ntk:15",
            "dhcp:16",
            "keepalived:18",
            "babel:42",
            "openr:99",
            "bgp:186",
            "isis:187",
            "ospf:188",
            "rip:189",
            "eigrp:192"
        };
        for (String protocol : protocols) {
            int colon = protocol.indexOf(':');
            PROTOCOLS.put(protocol.substring(0, colon), Integer.valueOf(protocol.substring(colon + 1)));
        }
    }

    private RouteWords() {}

    /** A table's name. */
    public static String table(int id) {
        return name(TABLES, id);
    }

    /** The table of that name or number (decimal or 0x...), or -1. */
    public static int tableOf(String word) {
        Integer id = TABLES.get(word);
        return id != null ? id : number(word, Integer.MAX_VALUE);
    }

    /** A protocol's name. */
    public static String protocol(int id) {
        return name(PROTOCOLS, id);
    }

    /** The protocol of that name or number, or -1. */
    public static int protocolOf(String word) {
        Integer id = PROTOCOLS.get(word);
        return id != null ? id : number(word, 255);
    }

    /** A number as C's strtoul() reads it with base 0, up to {@code max}; -1 if the word is none. */
    static int number(String word, int max) {
        long value = unsigned(word);
        return value > max ? -1 : (int) value;
    }

    /** An unsigned number of 32 bits, decimal, 0x hexadecimal or 0 octal; -1 if the word is none. */
    static long unsigned(String word) {
        try {
            long value;
            if (word.startsWith("0x") || word.startsWith("0X")) {
                value = Long.parseLong(word, 2, word.length(), 16);
            } else if (word.length() > 1 && word.charAt(0) == '0') {
                value = Long.parseLong(word, 1, word.length(), 8);
            } else {
                value = Long.parseLong(word);
            }
            return value < 0 || value > 0xffff_ffffL || word.startsWith("+") ? -1 : value;
        } catch (NumberFormatException e) {
            return -1; // the caller names the word and what was expected
        }
    }

    private static String name(Map<String, Integer> names, int id) {
        for (Map.Entry<String, Integer> entry : names.entrySet()) {
            if (entry.getValue() == id) {
                return entry.getKey();
            }
        }
        return Integer.toString(id);
    }
}
