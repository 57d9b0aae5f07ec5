package io.rxpath.ip.core.ipv6;

import io.rxpath.skb.Counters;
import io.rxpath.skb.Icmp6Mib;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** ICMPv6 messages counted by type (kernel net/ipv6/proc.c snmp6_seq_show_icmpv6msg()). */
public final class Icmp6MsgStat {
    private static final @Nullable String[] NAMES = new @Nullable String[256];

    static {
        NAMES[1] = "DestUnreachs";
        NAMES[2] = "PktTooBigs";
        NAMES[3] = "TimeExcds";
        NAMES[4] = "ParmProblems";
        NAMES[128] = "Echos";
        NAMES[129] = "EchoReplies";
        NAMES[130] = "GroupMembQueries";
        NAMES[131] = "GroupMembResponses";
        NAMES[132] = "GroupMembReductions";
        NAMES[133] = "RouterSolicits";
        NAMES[134] = "RouterAdvertisements";
        NAMES[135] = "NeighborSolicits";
        NAMES[136] = "NeighborAdvertisements";
        NAMES[137] = "Redirects";
        NAMES[143] = "MLDv2Reports";
    }

    /** The counters that are not of one type. */
    public final Counters<Icmp6Mib> all = new Counters<>(Icmp6Mib.class);

    private final long[] in = new long[256];
    private final long[] out = new long[256];

    void in(int type) {
        in[type]++;
    }

    void out(int type) {
        all.inc(Icmp6Mib.OUT_MSGS);
        out[type]++;
    }

    /** Messages received of a type. */
    public long received(int type) {
        return in[type];
    }

    /** Messages sent of a type. */
    public long sent(int type) {
        return out[type];
    }

    /** Those that are not 0 and are always in /proc/net/snmp6, by their names there: types without a name are not. */
    public Map<String, Long> nonZero() {
        Map<String, Long> all = new TreeMap<>(this.all.nonZero());
        put(all, "Icmp6In", in);
        put(all, "Icmp6Out", out);
        return all;
    }

    /** All types that are not 0, as Icmp6InType128 (kernel snmp6_seq_show_icmpv6msg()). */
    public Map<String, Long> types() {
        Map<String, Long> all = new TreeMap<>();
        for (int type = 0; type < in.length; type++) {
            if (in[type] != 0) {
                all.put("Icmp6InType" + type, in[type]);
            }
            if (out[type] != 0) {
                all.put("Icmp6OutType" + type, out[type]);
            }
        }
        return all;
    }

    private static void put(Map<String, Long> all, String group, long[] counts) {
        for (int type = 0; type < counts.length; type++) {
            if (counts[type] != 0 && NAMES[type] != null) {
                all.put(group + NAMES[type], counts[type]);
            }
        }
    }
}
