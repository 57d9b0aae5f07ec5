package io.rxpath.tcp.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.tcp.core.ack.TcpCong;
import io.rxpath.tcp.core.queue.OfoSkb;
import io.rxpath.tcp.core.queue.OutOfOrderQueue;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.sock.TimewaitSock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sockets for people to look at.
 *
 * <p>Kernel: net/ipv4/tcp_diag.c tcp_diag_get_info(); net/ipv4/inet_diag.c inet_sk_diag_fill(), inet_twsk_diag_fill(),
 * inet_req_diag_fill(); net/ipv4/tcp.c tcp_get_info().
 */
final class TcpDiag {
    private TcpDiag() {}

    static List<TcpSockInfo> sockets(TcpNet net) {
        List<TcpSockInfo> infos = new ArrayList<>();
        for (ListenSock listener : net.hash.listeners()) {
            infos.add(listener(listener));
        }
        List<SockCommon> socks = net.hash.all();
        socks.sort(Comparator.comparingLong(s -> s.id));
        for (SockCommon sk : socks) {
            infos.add(info(net, sk));
        }
        return infos;
    }

    /** net/ipv4/proc.c sockstat_seq_show(). */
    static Map<String, Long> sockstat(TcpNet net) {
        long inuse = net.hash.listeners().size();
        for (SockCommon sk : net.hash.all()) {
            inuse += sk instanceof TcpSock ? 1 : 0;
        }
        Map<String, Long> line = new LinkedHashMap<>();
        line.put("inuse", inuse);
        line.put("orphan", (long) net.memory.orphans());
        line.put("tw", (long) net.hash.timewaits());
        line.put("alloc", net.memory.sockets());
        line.put("mem", net.memory.allocated());
        return line;
    }

    /** Every socket as sock_diag describes it, in the order of {@link #sockets}. */
    static List<TcpDiagMsg> dump(TcpNet net) {
        List<TcpDiagMsg> all = new ArrayList<>();
        for (ListenSock sk : net.hash.listeners()) {
            IpAddress address = sk.settings.address();
            boolean v6 = address == null ? !sk.v4only : !address.isV4();
            TcpSockInfo queues = listener(sk);
            all.add(new TcpDiagMsg(
                    queues.flow(),
                    v6,
                    sk.opts.v6only,
                    sk.opts.device,
                    queues.state(),
                    queues.recvQ(),
                    queues.sendQ(),
                    "",
                    0,
                    0,
                    TcpCong.name(net, sk.opts),
                    TcpGetInfo.listener(net, sk)));
        }
        List<SockCommon> socks = net.hash.all();
        socks.sort(Comparator.comparingLong(s -> s.id));
        for (SockCommon sk : socks) {
            all.add(message(net, sk));
        }
        return all;
    }

    private static TcpDiagMsg message(TcpNet net, SockCommon sk) {
        boolean v6 = !sk.flow.isV4();
        if (sk instanceof TcpSock tp) {
            String timer = timer(tp);
            boolean keeps = timer.equals("keepalive");
            long due = keeps ? Math.min(tp.keepTimer, tp.finTimer) : tp.xmitTimer;
            return new TcpDiagMsg(
                    tp.flow,
                    v6,
                    false,
                    tp.opts.device,
                    tp.state().ssName(),
                    Integer.toUnsignedLong(Math.max(0, tp.rcvNxt - tp.copiedSeq)),
                    Integer.toUnsignedLong(tp.writeSeq - tp.sndUna),
                    timer,
                    timer.isEmpty() ? 0 : millisTo(net, due),
                    timer.equals("on") ? tp.retransmits : timer.isEmpty() ? 0 : tp.probesOut,
                    TcpCong.name(net, tp.opts),
                    TcpGetInfo.info(net, tp));
        }
        if (sk instanceof RequestSock req) {
            return small(req.flow, v6, TcpState.SYN_RECV, "on", millisTo(net, req.expires), req.numRetrans);
        }
        TimewaitSock tw = (TimewaitSock) sk;
        return small(tw.flow, v6, tw.substate, "timewait", millisTo(net, tw.expires), 0);
    }

    private static TcpDiagMsg small(FlowKey flow, boolean v6, TcpState state, String timer, long due, int retrans) {
        return new TcpDiagMsg(flow, v6, false, "", state.ssName(), 0, 0, timer, due, retrans, "", Map.of());
    }

    private static String timer(TcpSock tp) {
        return switch (tp.xmitPending) {
            case TcpSock.TIME_NONE -> Math.min(tp.keepTimer, tp.finTimer) == SockCommon.NEVER ? "" : "keepalive";
            case TcpSock.TIME_PROBE0 -> "persist";
            default -> "on";
        };
    }

    private static long millisTo(TcpNet net, long due) {
        return Math.max(0, due - net.now) / 1_000_000;
    }

    private static TcpSockInfo listener(ListenSock sk) {
        IpAddress address = sk.settings.address() == null ? IpAddress.ANY_V4 : sk.settings.address();
        FlowKey flow = new FlowKey(
                address.hi(), address.lo(), IpAddress.ANY_V4.hi(), IpAddress.ANY_V4.lo(), sk.settings.port(), 0);
        return small(0, flow, TcpState.LISTEN.ssName(), sk.ackBacklog, sk.maxAckBacklog);
    }

    private static TcpSockInfo info(TcpNet net, SockCommon sk) {
        if (sk instanceof TcpSock tp) {
            return full(net, tp);
        }
        if (sk instanceof RequestSock req) {
            return small(0, req.flow, TcpState.SYN_RECV.ssName(), 0, 0);
        }
        return small(0, sk.flow, ((TimewaitSock) sk).substate.ssName(), 0, 0);
    }

    private static TcpSockInfo small(long cookie, FlowKey flow, String state, long recvQ, long sendQ) {
        return new TcpSockInfo(
                cookie, flow, state, recvQ, sendQ, false, "", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                0, 0, 0, 0, 0, 0, 0, 0);
    }

    static TcpSockInfo full(TcpNet net, TcpSock tp) {
        int oooBytes = 0;
        for (OfoSkb skb = tp.ooo.first(); skb != null; skb = OutOfOrderQueue.after(skb)) {
            oooBytes += skb.endSeq - skb.seq;
        }
        return new TcpSockInfo(
                tp.cookie(),
                tp.flow,
                tp.state().ssName(),
                Integer.toUnsignedLong(tp.rcvNxt - tp.copiedSeq),
                Integer.toUnsignedLong(tp.writeSeq - tp.sndUna),
                tp.dead,
                options(tp),
                tp.rcvMss,
                tp.advmss,
                tp.mssCache,
                tp.rcvWnd,
                tp.rcvSsthresh,
                tp.windowClamp,
                tp.rcvqSpace,
                tp.rcvRttUs >> 3,
                atoMicros(net, tp),
                tp.rmemAlloc,
                tp.rcvbuf,
                tp.bytesReceived,
                tp.bytesAcked,
                tp.segsIn,
                tp.dataSegsIn,
                tp.segsOut,
                tp.rcvOooPack,
                tp.drops,
                oooBytes,
                tp.cwnd,
                tp.ssthresh,
                tp.srttUs >> 3,
                tp.rto / 1000,
                tp.retransmits,
                tp.totalRetrans,
                TcpCong.inFlight(tp),
                tp.sndWnd);
    }

    /** tcpi_ato: tcp_get_info() caps what it shows by tcp_delack_max(). */
    static long atoMicros(TcpNet net, TcpSock tp) {
        long rtoMin = net.settings.times().rtoMin();
        return Math.min(tp.ato, Math.min(200_000_000L, rtoMin - TcpNet.JIFFY)) / 1000;
    }

    private static String options(TcpSock tp) {
        StringBuilder text = new StringBuilder();
        if (tp.tstampOk) {
            text.append("ts ");
        }
        if (tp.sackOk) {
            text.append("sack ");
        }
        if (TcpGetInfo.ecn(tp)) {
            text.append("ecn ");
        }
        if (tp.synDataAcked) {
            text.append("fastopen ");
        }
        if (tp.wscaleOk) {
            text.append("wscale:").append(tp.sndWscale).append(',').append(tp.rcvWscale);
        }
        return text.toString().trim();
    }
}
