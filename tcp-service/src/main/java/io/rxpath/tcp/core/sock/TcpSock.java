package io.rxpath.tcp.core.sock;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.Seq;
import io.rxpath.tcp.core.output.RtxQueue;
import io.rxpath.tcp.core.output.SendQueue;
import io.rxpath.tcp.core.output.WriteMarks;
import io.rxpath.tcp.core.queue.OfoSkb;
import io.rxpath.tcp.core.queue.OutOfOrderQueue;
import io.rxpath.tcp.core.queue.ReceiveQueue;
import io.rxpath.tcp.core.queue.SackBlocks;
import org.jspecify.annotations.Nullable;

/**
 * A connection's data. Only derived getters; the rules are elsewhere. Times are epoch ns, sequence numbers are ints to be
 * compared with {@link Seq}.
 *
 * <p>Kernel: include/linux/tcp.h struct tcp_sock, include/net/inet_connection_sock.h struct inet_connection_sock.
 */
public final class TcpSock extends SockCommon {
    /** Bits of {@link #ackPending} (enum inet_csk_ack_state_t). */
    public static final int ACK_SCHED = 1;

    public static final int ACK_TIMER = 2;
    public static final int ACK_PUSHED = 4;
    public static final int ACK_PUSHED2 = 8;
    public static final int ACK_NOW = 16;
    public static final int ACK_NOMEM = 32;

    /** What {@link #xmitTimer} is for (icsk_pending). */
    public static final int TIME_NONE = 0;

    public static final int TIME_RETRANS = 1;
    public static final int TIME_PROBE0 = 3;
    public static final int TIME_LOSS_PROBE = 5;
    public static final int TIME_REO = 6;

    /** Congestion states (enum tcp_ca_state). */
    public static final int CA_OPEN = 0;

    public static final int CA_DISORDER = 1;
    public static final int CA_CWR = 2;
    public static final int CA_RECOVERY = 3;
    public static final int CA_LOSS = 4;

    /** Written by {@link TcpTransitions} only. */
    TcpState state = TcpState.SYN_RECV;

    // ---- the socket
    /** Its options; replaced, never changed, as others may share it ({@link SockOpts#copy}). */
    public SockOpts opts = SockOpts.DEFAULT;

    public boolean accepted;
    /** We connect: CONNECTED is sent instead of NEW. */
    public boolean active;
    /** connect() has chosen its port, not bind(). */
    public boolean portChosen;
    /** The application closed it (SOCK_DEAD). */
    public boolean dead;

    public boolean rcvShutdown;
    public boolean sndShutdown;
    /** The FIN of the peer is in sequence. */
    public boolean finReceived;
    /** NEW was sent, so CLOSED or ERROR must follow. */
    public boolean announced;
    /** Removed from all tables. */
    public boolean destroyed;

    // ---- receiver
    /** The peer's initial sequence number. */
    public int irs;

    public int rcvNxt;
    public int rcvWup;
    /** rcv_mwnd_seq of kernels after 6.18: the right edge of the greatest window ever offered. */
    public int rcvMwndSeq;

    public int copiedSeq;
    public int rcvWnd;
    public int rcvWscale;
    public int windowClamp;
    public int rcvSsthresh;
    public int rcvbuf;
    public boolean rcvbufLocked;
    public int scalingRatio = 128;
    public int rmemAlloc;
    /** Memory granted and not charged yet (sk_forward_alloc), bytes. */
    public int forwardAlloc;

    /** Memory of the write queue that is charged, bytes (sk_wmem_queued). */
    public int wmemQueued;

    /** Sequence number of the last urgent byte; means something while {@link #urgData} (urg_seq). */
    public int urgSeq;

    /** An urgent byte was announced and is not read yet (urg_data). */
    public boolean urgData;

    public int advmss;
    public int rcvMss;
    public int lastSegSize;
    public int rcvqSpace;
    public int rcvqSeq;
    public long rcvqTime;
    /** Receiver's RTT estimate, microseconds times 8. */
    public int rcvRttUs;

    public int rcvRttSeq;
    public long rcvRttTime;
    public int rcvRttLastTsecr;
    public int predFlags;
    public final ReceiveQueue receiveQueue = new ReceiveQueue();
    public final OutOfOrderQueue ooo = new OutOfOrderQueue();
    /** The peer's FIN in the receive queue of a socket nobody reads: all that gets there once it is closed. */
    public @Nullable OfoSkb orphanFin;

    public final SackBlocks sacks = new SackBlocks();

    // ---- acknowledgments to send
    public int ackPending;
    public int quick;
    public int pingpong;
    public long ato;
    public long lrcvtime;
    public long delackTimeout = NEVER;
    public int compressedAck;
    public int compressedAckRcvNxt;
    public int dupAckCounter;
    public long compressTimer = NEVER;
    public long lastOowAckTime;

    // ---- options
    public boolean sackOk;
    public boolean tstampOk;
    public boolean wscaleOk;
    public int sndWscale;
    public int tsRecent;
    public long tsRecentStamp;
    public int tsOff;
    public boolean ecnOk;
    public boolean ecnSeen;
    public boolean ecnDemandCwr;
    public boolean ecnQueueCwr;
    /** The last segment went out as ECN-capable. */
    public boolean ecnMarked;

    public final AccEcn accEcn = new AccEcn();
    public final DeliveryRate rate = new DeliveryRate();
    public final Pacing pacing = new Pacing();

    // ---- sender
    public int sndUna;
    public int sndNxt;
    /** Behind the last byte, or FIN, the application has given. */
    public int writeSeq;

    /** Behind the last urgent byte; means something while it is not {@link #sndUna} (snd_up). */
    public int sndUp;

    public int sndWnd;
    public int sndWl1;
    /** Behind the last small segment sent (Minshall's Nagle). */
    public int sndSml;

    public int maxWindow;
    /** Bytes of options and header in every segment. */
    public int tcpHeaderLen = 20;
    /** Segment size without options that we send. */
    public int mssCache;

    public int mssClamp;
    public boolean finQueued;
    public final SendQueue sendQueue = new SendQueue();
    public final RtxQueue rtx = new RtxQueue();
    /** What is special about bytes of {@link #sendQueue}. */
    public final WriteMarks marks = new WriteMarks();
    /** What sending waits for, since when, and how long it did so before, ns (chrono_type, chrono_start, chrono_stat). */
    public int chronoType;

    public long chronoStart;
    public long busyTime;
    public long rwndLimitedTime;
    public long sndbufLimitedTime;
    /** What the send buffer has grown to by itself, bytes; see SkStream (sk_sndbuf). */
    public int sndbufGrown;
    /** A call or a poll() found no room (SOCK_NOSPACE). */
    public boolean noSpace;
    /** When a call that got no memory may try again (vm_wait of sk_stream_wait_memory()). */
    public long memTimer = NEVER;
    /** The socket asks with each write how much was taken, and hears when there is room. */
    public boolean asks;
    /** It was told last that there is room. */
    public boolean roomTold;
    /** Bytes of the stream the socket was told it may have written. */
    public long announcedSpace;

    public int cwnd = 10;
    public int ssthresh = Integer.MAX_VALUE;
    public int cwndCnt;
    public boolean cwndLimited;
    public int caState;
    public int highSeq;
    public int priorCwnd;
    public int priorSsthresh;
    /** The last reduction may be undone if it turns out needless. */
    public boolean undoMarker;

    public int prrDelivered;
    public int prrOut;
    /** Duplicate acknowledgments of a peer without SACK, counted as segments it has. */
    public int renoSacked;

    public int srttUs;
    public int mdevUs;
    public int mdevMaxUs;
    public int rttvarUs;
    public int rttSeq;
    public int minRttUs = Integer.MAX_VALUE;
    public long rto;
    public int backoff;
    public int retransmits;
    public long retransStamp;
    public int probesOut;
    public long probesTstamp;
    public long lsndtime;
    /** Timeouts since the connection began (total_rto). */
    public int totalRto;

    public final Mtup mtup = new Mtup();
    /** MTU of the path, bytes (icsk_pmtu_cookie). */
    public int pmtu = 1500;
    /** Error of an ICMP message that did not end the connection, 0 for none (sk_err_soft). */
    public int errSoft;
    /** When a segment with an acknowledgment came last, epoch ns (rcv_tstamp). */
    public long rcvTstamp;
    /** Keepalive timer (in the kernel one timer with {@link #finTimer}). */
    public long keepTimer = NEVER;

    /** snd_una when the reduction that may be undone began; means something while {@link #undoMarker}. */
    public int undoSeq;
    /** Retransmissions not yet reported as needless, -1 for none to report (undo_retrans). */
    public int undoRetrans;
    /** How far segments are known to overtake each other, segments. */
    public int reordering = 3;
    /** Times that reordering was seen (reord_seen). */
    public int reordSeen;
    /** Segments delivered, and segments taken for lost, in all (delivered, lost). */
    public long delivered;

    public long lost;
    /** Duplicates the peer has reported (dsack_dups). */
    public int dsackDups;
    /** A tail loss probe is out, up to this sequence number (tlp_high_seq). */
    public boolean tlpOut;

    public int tlpHighSeq;
    /** It was a retransmission. */
    public boolean tlpRetrans;
    /** F-RTO watches whether the timeout was needless. */
    public boolean frto;
    /** When the congestion window was last used fully or changed (snd_cwnd_stamp). */
    public long cwndStamp;

    public int cwndUsed;
    public int maxPacketsOut;
    public int cwndUsageSeq;
    /** CUBIC's numbers, null until it needs them. */
    public @Nullable Cubic cubic;

    /** RACK: a segment has been delivered since losses were last looked for. */
    public boolean rackAdvanced;

    public int reoWndSteps = 1;
    public int reoWndPersist;
    public boolean rackDsackSeen;
    public long rackLastDelivered;
    public long rackMstamp;
    public int rackEndSeq;
    public int rackRttUs;
    public int xmitPending = TIME_NONE;
    public long xmitTimer = NEVER;
    /** FIN_WAIT2 of an orphan (the kernel uses the keepalive timer). */
    public long finTimer = NEVER;

    // ---- statistics
    public long bytesReceived;
    public long bytesAcked;
    /** Payload bytes sent, those sent again too. */
    public long bytesSent;
    /** Those that were sent again. */
    public long bytesRetrans;
    /** Segments sent with data. */
    public long dataSegsOut;
    /** Timeouts after which another path was tried (timeout_rehash). */
    public int rehash;

    public long segsIn;
    public long dataSegsIn;
    public long segsOut;
    public long rcvOooPack;
    public long drops;
    public long totalRetrans;

    /** Listener it came from, null if it is gone. */
    public @Nullable ListenSock listener;
    /** The request of a fast open connection until its handshake is through (fastopen_rsk). */
    public @Nullable RequestSock fastopenRsk;
    /** Data came with the SYN, the peer's or ours (TCPI_OPT_SYN_DATA). */
    public boolean synDataAcked;

    // ---- Fast Open of a connection of our own
    /** The first write sends the SYN (DEFER_CONNECT). */
    public boolean deferConnect;
    /** The SYN had the option (syn_fastopen), in its experimental form (syn_fastopen_exp). */
    public boolean synFastopen;

    public boolean synFastopenExp;
    /** It is the first after a pause (syn_fastopen_ch). */
    public boolean synFastopenCh;
    /** The SYN had data (syn_data). */
    public boolean synData;
    /** Why it was not fast (tcpi_fastopen_client_fail). */
    public int fastopenClientFail;

    /** A call with more to write waits for the handshake (sk_write_pending). */
    public boolean writePending;
    /** Cookie of {@link #listener} as it was stored, 0 for one of the settings. */
    public long listenerCookie;

    /** A socket in SYN_RECV. */
    public TcpSock(long cookie, FlowKey flow) {
        super(cookie, flow);
    }

    /** The socket's name towards the layer above. */
    public long cookie() {
        return id;
    }

    public TcpState state() {
        return state;
    }

    /** tcp_receive_window(): what of the window offered last is unused, bytes. */
    public int receiveWindow() {
        return Math.max(0, rcvWup + rcvWnd - rcvNxt);
    }

    /** tcp_max_receive_window(): what of the greatest window ever offered is unused, bytes. */
    public int maxReceiveWindow() {
        return Math.max(0, rcvMwndSeq - rcvNxt);
    }

    /** Offset in the stream of a sequence number of ours at or behind snd_una, but that of a SYN. */
    public long sendOffset(int seq) {
        return sendQueue.base() + (seq - sndUna) - (synPending() ? 1 : 0);
    }

    /** Our SYN is not acknowledged. */
    public boolean synPending() {
        return !rtx.isEmpty() && rtx.get(0).syn;
    }

    /** tcp_urg_mode(): urgent data is not acknowledged. */
    public boolean urgMode() {
        return sndUna != sndUp;
    }

    /** tcp_wnd_end(): sequence number behind the peer's window. */
    public int wndEnd() {
        return sndUna + sndWnd;
    }

    public boolean inPingpong() {
        return pingpong >= 1;
    }

    @Override
    public long deadline() {
        long sends = Math.min(Math.min(xmitTimer, memTimer), pacing.timer);
        return Math.min(Math.min(delackTimeout, compressTimer), Math.min(sends, Math.min(finTimer, keepTimer)));
    }
}
