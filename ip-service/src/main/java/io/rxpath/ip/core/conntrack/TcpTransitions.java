package io.rxpath.ip.core.conntrack;

import io.rxpath.skb.TcpHeader;

/**
 * Which state follows which segment (kernel net/netfilter/nf_conntrack_proto_tcp.c tcp_conntracks[], get_conntrack_index(),
 * tcp_valid_flags[]).
 */
final class TcpTransitions {
    /** Kinds of segments, in the table's order. */
    static final int SYN = 0;

    static final int SYN_ACK = 1;
    static final int FIN = 2;
    static final int ACK = 3;
    static final int RST = 4;
    static final int NONE = 5;

    /** Besides the states: the packet is let through and changes nothing (TCP_CONNTRACK_IGNORE). */
    static final int IGNORE = TcpConntrack.values().length + 1;
    /** Besides the states: INVALID (TCP_CONNTRACK_MAX). */
    static final int INVALID = TcpConntrack.values().length;

    private static final int NO_PSH_ECE_CWR = ~(TcpHeader.PSH | TcpHeader.ECE | TcpHeader.CWR);

    /**
     * A row for each kind, a column for each state from NONE to SYN_SENT2. Letters: S SYN_SENT, R SYN_RECV, E ESTABLISHED,
     * F FIN_WAIT, W CLOSE_WAIT, L LAST_ACK, T TIME_WAIT, C CLOSE, 2 SYN_SENT2, - INVALID, . IGNORE.
     */
    private static final String[] ORIGINAL = {
        "SS.....SS2", // SYN
        "--R------R", // SYN-ACK
        "--FFLLLTC-", // FIN
        "E-EEWWTTC-", // ACK
        "-CCCCCCCCC", // RST
        "----------" // none
    };

    private static final String[] REPLY = {
        "-2-----S-2", // SYN
        "-R.......R", // SYN-ACK
        "--FFLLLTC-", // FIN
        "-.REWWTTC.", // ACK
        "-CCCCCCCCC", // RST
        "----------" // none
    };

    private static final String LETTERS = "?SREFWLTC2-.";
    private static final byte[][][] TABLE = {table(ORIGINAL), table(REPLY)};

    private TcpTransitions() {}

    private static byte[][] table(String[] rows) {
        byte[][] table = new byte[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            table[i] = new byte[rows[i].length()];
            for (int state = 0; state < rows[i].length(); state++) {
                table[i][state] = (byte) LETTERS.indexOf(rows[i].charAt(state));
            }
        }
        return table;
    }

    /** The kind of a segment with these flags: the strongest counts. */
    static int index(int flags) {
        if ((flags & TcpHeader.RST) != 0) {
            return RST;
        }
        if ((flags & TcpHeader.SYN) != 0) {
            return (flags & TcpHeader.ACK) != 0 ? SYN_ACK : SYN;
        }
        if ((flags & TcpHeader.FIN) != 0) {
            return FIN;
        }
        return (flags & TcpHeader.ACK) != 0 ? ACK : NONE;
    }

    /** Ordinal of the state that follows, or {@link #INVALID} or {@link #IGNORE}. */
    static int next(int dir, int index, TcpConntrack state) {
        return TABLE[dir][index][state.ordinal()];
    }

    /** True if a stack sends such flags; PSH, ECE and CWR do not matter. */
    static boolean validFlags(int flags) {
        return switch (flags & NO_PSH_ECE_CWR) {
            case TcpHeader.SYN,
                    TcpHeader.SYN | TcpHeader.URG,
                    TcpHeader.SYN | TcpHeader.ACK,
                    TcpHeader.RST,
                    TcpHeader.RST | TcpHeader.ACK,
                    TcpHeader.FIN | TcpHeader.ACK,
                    TcpHeader.FIN | TcpHeader.ACK | TcpHeader.URG,
                    TcpHeader.ACK,
                    TcpHeader.ACK | TcpHeader.URG -> true;
            default -> false;
        };
    }
}
