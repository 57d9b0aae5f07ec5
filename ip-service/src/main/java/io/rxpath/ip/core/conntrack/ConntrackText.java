package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.skb.Counters;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;

/**
 * Connections as text: as conntrack-tools print them (libnetfilter_conntrack snprintf_default.c), and as /proc/net/nf_conntrack does
 * (kernel net/netfilter/nf_conntrack_standalone.c ct_seq_show()).
 */
public final class ConntrackText {
    private ConntrackText() {}

    /**
     * A line of {@code conntrack -L}, without its end.
     *
     * @param extended with the family in front ({@code -o extended})
     * @param id with the connection's number behind ({@code -o id})
     */
    public static String line(NfConn ct, long now, boolean extended, boolean id) {
        StringBuilder out = new StringBuilder(200);
        if (extended) {
            family(out, ct);
        }
        protocol(out, ct);
        out.append(ct.expiresSeconds(now)).append(' ');
        state(out, ct);
        tuple(out, ct, 0, false);
        if (!ct.has(NfConn.IPS_SEEN_REPLY)) {
            out.append("[UNREPLIED] ");
        }
        tuple(out, ct, 1, false);
        if (ct.has(NfConn.IPS_ASSURED)) {
            out.append("[ASSURED] ");
        }
        out.append("mark=").append(Integer.toUnsignedString(ct.mark)).append(" use=1");
        if (id) {
            out.append(" id=").append(Integer.toUnsignedString(ct.id()));
        }
        return out.toString();
    }

    /** A line of /proc/net/nf_conntrack, without its end. */
    public static String procLine(NfConn ct, long now) {
        StringBuilder out = new StringBuilder(200);
        family(out, ct);
        protocol(out, ct);
        out.append(ct.expiresSeconds(now)).append(' ');
        body(out, ct);
        out.append("mark=").append(Integer.toUnsignedString(ct.mark)).append(" zone=0 use=2");
        return out.toString();
    }

    /** What of {@link #procLine} does not depend on the clock: family, protocol, state, tuples, [UNREPLIED] and [ASSURED]. */
    public static String caseLine(NfConn ct) {
        StringBuilder out = new StringBuilder(200);
        out.append(v4(ct) ? "ipv4 " : "ipv6 ")
                .append(protocolName(ct.original.protocol()))
                .append(' ');
        body(out, ct);
        return out.toString().trim();
    }

    private static void body(StringBuilder out, NfConn ct) {
        state(out, ct);
        if (ct.original.protocol() == SkbTuple.GRE) {
            out.append("timeout=30, stream_timeout=180 ");
        }
        tuple(out, ct, 0, true);
        if (!ct.has(NfConn.IPS_SEEN_REPLY)) {
            out.append("[UNREPLIED] ");
        }
        tuple(out, ct, 1, true);
        if (ct.has(NfConn.IPS_ASSURED)) {
            out.append("[ASSURED] ");
        }
    }

    private static boolean v4(NfConn ct) {
        return ct.original.family() == NfFamily.IPV4;
    }

    private static void family(StringBuilder out, NfConn ct) {
        out.append(v4(ct) ? "ipv4     2 " : "ipv6     10 ");
    }

    private static void protocol(StringBuilder out, NfConn ct) {
        int protocol = ct.original.protocol();
        String name = protocolName(protocol);
        out.append(name).append(" ".repeat(9 - name.length())).append(protocol).append(' ');
    }

    /** The name of a protocol that is tracked, "unknown" for all others. */
    static String protocolName(int protocol) {
        return switch (protocol) {
            case IpProtocol.ICMP -> "icmp";
            case IpProtocol.TCP -> "tcp";
            case IpProtocol.UDP -> "udp";
            case SkbTuple.GRE -> "gre";
            case IpProtocol.ICMPV6 -> "icmpv6";
            case SkbTuple.SCTP -> "sctp";
            case SkbTuple.UDPLITE -> "udplite";
            default -> "unknown";
        };
    }

    private static void state(StringBuilder out, NfConn ct) {
        NfConnTcp tcp = ct.tcp;
        if (tcp != null) {
            out.append(tcp.state).append(' ');
        }
    }

    private static void tuple(StringBuilder out, NfConn ct, int dir, boolean whole) {
        NfTuple t = ct.tuple(dir);
        out.append("src=").append(address(t.src(), whole)).append(" dst=").append(address(t.dst(), whole));
        switch (t.protocol()) {
            case IpProtocol.ICMP, IpProtocol.ICMPV6 ->
                out.append(" type=")
                        .append(t.icmpType())
                        .append(" code=")
                        .append(t.icmpCode())
                        .append(" id=")
                        .append(t.srcPort());
            case IpProtocol.TCP, IpProtocol.UDP, SkbTuple.SCTP, SkbTuple.UDPLITE ->
                out.append(" sport=").append(t.srcPort()).append(" dport=").append(t.dstPort());
            case SkbTuple.GRE -> out.append(" srckey=0x0 dstkey=0x0");
            default -> {}
        }
        out.append(' ');
        if (ct.acct) {
            out.append("packets=").append(ct.packets[dir]).append(" bytes=").append(ct.bytes[dir]);
            out.append(' ');
        }
    }

    /** The kernel writes IPv6 addresses in full, conntrack-tools the short way. */
    private static String address(IpAddress a, boolean whole) {
        if (a.isV4() || !whole) {
            return a.toString();
        }
        StringBuilder out = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            long half = i < 4 ? a.hi() : a.lo();
            String group = Long.toHexString(half >>> 48 - 16 * (i & 3) & 0xffff);
            out.append(i == 0 ? "" : ":").append("0".repeat(4 - group.length())).append(group);
        }
        return out.toString();
    }

    /** The line of {@code conntrack -S} for the one processor there is, without its end. */
    public static String statistics(Counters<ConntrackStat> stats) {
        return "cpu=0   \tfound=" + stats.get(ConntrackStat.FOUND)
                + " invalid=" + stats.get(ConntrackStat.INVALID)
                + " insert=" + stats.get(ConntrackStat.INSERT)
                + " insert_failed=" + stats.get(ConntrackStat.INSERT_FAILED)
                + " drop=" + stats.get(ConntrackStat.DROP)
                + " early_drop=" + stats.get(ConntrackStat.EARLY_DROP)
                + " error=" + stats.get(ConntrackStat.ICMP_ERROR)
                + " search_restart=" + stats.get(ConntrackStat.SEARCH_RESTART)
                + " clash_resolve=" + stats.get(ConntrackStat.CLASH_RESOLVE)
                + " chaintoolong=" + stats.get(ConntrackStat.CHAIN_TOO_LONG)
                + " ";
    }
}
