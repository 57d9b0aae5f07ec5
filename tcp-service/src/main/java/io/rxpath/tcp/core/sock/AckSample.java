package io.rxpath.tcp.core.sock;

/**
 * What one acknowledgment has told so far. One instance serves all, one after the other. Times are epoch ns.
 *
 * <p>Kernel: net/ipv4/tcp_input.c FLAG_*, struct tcp_sacktag_state; include/net/tcp.h struct rate_sample.
 */
public final class AckSample {
    public static final int DATA = 0x01;
    public static final int WIN_UPDATE = 0x02;
    public static final int DATA_ACKED = 0x04;
    public static final int RETRANS_DATA_ACKED = 0x08;
    public static final int SYN_ACKED = 0x10;
    public static final int DATA_SACKED = 0x20;
    public static final int ECE = 0x40;
    public static final int LOST_RETRANS = 0x80;
    public static final int ORIG_SACK_ACKED = 0x200;
    public static final int SND_UNA_ADVANCED = 0x400;
    public static final int DSACKING_ACK = 0x800;
    public static final int SET_XMIT_TIMER = 0x1000;
    public static final int SACK_RENEGING = 0x2000;
    public static final int DSACK_TLP = 0x20000;
    public static final int ACK_MAYBE_DELAYED = 0x10000;
    /** The timestamp is later than the last one's. */
    public static final int TS_PROGRESS = 0x40000;

    public static final int ACKED = DATA_ACKED | SYN_ACKED;
    public static final int NOT_DUP = DATA | WIN_UPDATE | ACKED;
    public static final int CA_ALERT = DATA_SACKED | ECE | DSACKING_ACK;
    public static final int FORWARD_PROGRESS = ACKED | DATA_SACKED;

    /** Nothing, only lost segments, or new ones go out at the end. */
    public static final int REXMIT_NONE = 0;

    public static final int REXMIT_LOST = 1;
    public static final int REXMIT_NEW = 2;

    /** The bits above. */
    public int flags;
    /** When the first and last newly reported segments went out, 0 for none. */
    public long firstSackt;

    public long lastSackt;
    /** Lowest sequence number that was reported late. */
    public int reord;
    /** Segments that SACK blocks and D-SACKs say have arrived. */
    public int sackDelivered;
    /** Payload bytes newly acknowledged or reported by SACK blocks. */
    public int deliveredBytes;
    /** Segments delivered when the latest delivered one went out; 0 if nothing was delivered. */
    public long priorDelivered;
    /** Which one that was. */
    public long lastSent;

    /** When something was delivered last before it went out, 0 for a segment that is no sample (prior_mstamp). */
    public long priorMstamp;
    /** There was a bubble in the pipe then. */
    public boolean appLimited;
    /** Time in which what it was counted with went out, microseconds. */
    public long sendUs;

    public int lastEndSeq;
    /** RTT for congestion control, microseconds, -1 for none. */
    public long rttUs;
    /** What goes out at the end. */
    public int rexmit;

    /** Before an acknowledgment. */
    public void clear(int sndNxt) {
        flags = 0;
        firstSackt = 0;
        lastSackt = 0;
        reord = sndNxt;
        sackDelivered = 0;
        deliveredBytes = 0;
        priorDelivered = 0;
        lastSent = 0;
        priorMstamp = 0;
        appLimited = false;
        sendUs = 0;
        lastEndSeq = 0;
        rttUs = -1;
        rexmit = REXMIT_NONE;
    }

    /** True if one of these bits is set. */
    public boolean has(int bits) {
        return (flags & bits) != 0;
    }
}
