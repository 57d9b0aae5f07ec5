package io.rxpath.tcp.core.sock;

import io.rxpath.skb.FlowKey;
import org.jspecify.annotations.Nullable;

/**
 * A connection between SYN and the final ACK.
 *
 * <p>Kernel: include/net/request_sock.h struct request_sock, include/linux/tcp.h struct tcp_request_sock.
 */
public final class RequestSock extends SockCommon {
    /** The listener asked (rsk_listener), null once it is gone. */
    public @Nullable ListenSock listener;
    /** Cookie of {@link #listener} as it was stored, 0 for one of the settings. */
    public long listenerCookie;
    /** Sequence number of the peer's SYN. */
    public int rcvIsn;
    /** TOS or traffic class of the SYN (syn_tos). */
    public int synTos;
    /** Bytes of the SYN that a fast open connection has taken. */
    public int synData;
    /** Fast open cookie for the SYN-ACK being sent, null for none. Not stored: a repeated SYN-ACK has none. */
    public byte @Nullable [] fastopenCookie;

    public boolean fastopenExperimental;
    /** Ours. */
    public int sntIsn;
    /** Segment size the peer accepts, bytes. */
    public int mss;
    /** Negotiated options. */
    public boolean wscaleOk;

    public boolean sackOk;
    public boolean tstampOk;
    public boolean ecnOk;
    /** Accurate ECN; marks with which the SYN-ACK went out and the SYN came in, and what is known of the path. */
    public boolean accEcnOk;

    public int synEctSnt;
    public int synEctRcv;
    public int sawAccEcnOpt;
    public int accEcnFailMode;
    /** Shift of the peer's windows. */
    public int sndWscale;
    /** Shift of ours. */
    public int rcvWscale;
    /** Window offered in the SYN-ACK, bytes. */
    public int rcvWnd;
    /** Limit the child starts with, bytes. */
    public int windowClamp;
    /** Timestamp to echo. */
    public int tsRecent;
    /** Added to our clock for this peer. */
    public int tsOff;
    /** Timestamps of the first and last SYN-ACK. */
    public int sntTsvalFirst;

    public int sntTsvalLast;
    /** When the first SYN-ACK went out, epoch ns. */
    public long sntSynack;
    /** Timeouts so far. */
    public int numTimeout;
    /** SYN-ACKs sent again. */
    public int numRetrans;
    /** The final ACK came while the accept queue was full. */
    public boolean acked;
    /** When the SYN-ACK goes out again, epoch ns. */
    public long expires = NEVER;
    /** Rate limit of ACKs for bad segments, 0 for never. */
    public long lastOowAckTime;

    /** A request that has nothing yet. */
    public RequestSock(long id, FlowKey flow) {
        super(id, flow);
    }

    /** What the SYN-ACK acknowledges. */
    public int rcvNxt() {
        return rcvIsn + 1 + synData;
    }

    @Override
    public long deadline() {
        return expires;
    }
}
