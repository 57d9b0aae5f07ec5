package io.rxpath.ip.core.conntrack;

/** What tracking knows of a TCP connection (kernel include/uapi/linux/netfilter/nf_conntrack_tcp.h struct ip_ct_tcp). */
public final class NfConnTcp {
    /** Flag of {@link Seen#flags}: offered window scaling (IP_CT_TCP_FLAG_WINDOW_SCALE). */
    public static final int WINDOW_SCALE = 0x01;
    /** Offered selective acknowledgments (IP_CT_TCP_FLAG_SACK_PERM). */
    public static final int SACK_PERM = 0x02;
    /** Sent the first FIN (IP_CT_TCP_FLAG_CLOSE_INIT). */
    public static final int CLOSE_INIT = 0x04;
    /** Windows are not judged: the connection was picked up on its way (IP_CT_TCP_FLAG_BE_LIBERAL). */
    public static final int BE_LIBERAL = 0x08;
    /** Data was sent that is not acknowledged (IP_CT_TCP_FLAG_DATA_UNACKNOWLEDGED). */
    public static final int DATA_UNACKNOWLEDGED = 0x10;
    /** {@link Seen#maxAck} is set (IP_CT_TCP_FLAG_MAXACK_SET). */
    public static final int MAXACK_SET = 0x20;
    /** Flag of {@link #lastFlags}: a challenge ACK may answer the SYN let through (IP_CT_EXP_CHALLENGE_ACK). */
    public static final int EXP_CHALLENGE_ACK = 0x40;
    /** Flag of {@link #lastFlags}: SYNs crossed (IP_CT_TCP_SIMULTANEOUS_OPEN). */
    public static final int SIMULTANEOUS_OPEN = 0x80;

    /** What one side has sent (kernel struct ip_ct_tcp_state). */
    public static final class Seen {
        /** Highest sequence number sent, plus 1. */
        public int end;
        /** Highest sequence number the other side allows, plus 1. */
        public int maxEnd;
        /** Greatest window it offered, scaled. */
        public int maxWin;
        /** Highest acknowledgment. */
        public int maxAck;
        /** Its window scale. */
        public int scale;
        /** WINDOW_SCALE to MAXACK_SET. */
        public int flags;

        /** nf_ct_tcp_state_reset(). */
        void reset() {
            end = 0;
            maxEnd = 0;
            maxWin = 0;
            maxAck = 0;
            scale = 0;
            flags &= BE_LIBERAL;
        }
    }

    /** Both sides, the original direction first. */
    public final Seen[] seen = {new Seen(), new Seen()};
    /** The state. */
    public TcpConntrack state = TcpConntrack.NONE;

    /** Direction of the last packet, 0 original, 1 reply. */
    int lastDir;
    /** Identical acknowledgments in a row. */
    int retrans;
    /** Kind of the last packet, TcpTransitions.SYN to NONE. */
    int lastIndex;

    int lastSeq;
    int lastAck;
    int lastEnd;
    int lastWin;
    int lastScale;
    int lastFlags;

    /** nf_conntrack_tcp_established(): ESTABLISHED, and the handshake was seen. */
    boolean established(int status) {
        return state == TcpConntrack.ESTABLISHED && (status & NfConn.IPS_ASSURED) != 0;
    }

    /** tcp_can_early_drop(): it is closing. */
    boolean canEarlyDrop() {
        return switch (state) {
            case FIN_WAIT, LAST_ACK, TIME_WAIT, CLOSE, CLOSE_WAIT -> true;
            default -> false;
        };
    }
}
