package io.rxpath.tcp.core.sock;

import io.rxpath.skb.FlowKey;

/**
 * What is left of a closed connection: TIME_WAIT, or FIN_WAIT2 without an application.
 *
 * <p>Kernel: include/linux/tcp.h struct tcp_timewait_sock.
 */
public final class TimewaitSock extends SockCommon {
    /** TIME_WAIT or FIN_WAIT2. */
    public TcpState substate = TcpState.TIME_WAIT;
    /** As in the socket it was. */
    public int rcvNxt;

    public int sndNxt;
    /** Window it last offered, bytes; its acknowledgments repeat it. */
    public int rcvWnd;

    public int rcvWscale;
    public boolean tstampOk;
    public int tsRecent;
    /** When {@link #tsRecent} was stored, epoch ns, 0 for never. */
    public long tsRecentStamp;

    /** When it entered TIME_WAIT, epoch ns (tw_entry_stamp). */
    public long entryStamp;

    /** connect() had chosen its port; otherwise it had come by bind() (tw_tb of the kernel, its fastreuse). */
    public boolean portChosen;

    public int tsOff;
    /** TOS or traffic class of the connection, without ECN (tw_tos). */
    public int tos;
    /** Mark of the last segment of the connection, which its acknowledgments bear. */
    public int ecn;

    public long lastOowAckTime;
    /** When it ends, epoch ns. */
    public long expires = NEVER;

    /** One that has nothing yet. */
    public TimewaitSock(long id, FlowKey flow) {
        super(id, flow);
    }

    @Override
    public long deadline() {
        return expires;
    }
}
