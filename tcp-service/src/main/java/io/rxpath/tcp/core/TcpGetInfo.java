package io.rxpath.tcp.core;

import io.rxpath.tcp.core.ack.TcpCong;
import io.rxpath.tcp.core.ack.TcpRate;
import io.rxpath.tcp.core.output.SkStream;
import io.rxpath.tcp.core.output.TcpChrono;
import io.rxpath.tcp.core.sock.AccEcn;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * TCP_INFO and SO_MEMINFO of one socket, by the names the kernel gives the fields and in its units; what this stack does not
 * keep is left out.
 *
 * <p>Kernel: net/ipv4/tcp.c tcp_get_info(); net/core/sock.c sk_get_meminfo(); include/uapi/linux/tcp.h struct tcp_info.
 */
final class TcpGetInfo {
    private static final int OPT_TIMESTAMPS = 1;
    private static final int OPT_SACK = 2;
    private static final int OPT_WSCALE = 4;
    private static final int OPT_ECN = 8;
    private static final int OPT_ECN_SEEN = 16;
    private static final int OPT_SYN_DATA = 32;

    private TcpGetInfo() {}

    static Map<String, Long> listener(TcpNet net, ListenSock sk) {
        Map<String, Long> info = new LinkedHashMap<>();
        info.put("tcpi_state", (long) TcpState.LISTEN.number());
        info.put("tcpi_snd_cwnd", (long) TcpCong.INIT_CWND);
        info.put("tcpi_reordering", (long) net.settings.sender().reordering());
        info.put("tcpi_unacked", (long) sk.ackBacklog);
        info.put("tcpi_sacked", (long) sk.maxAckBacklog);
        int rcvbuf = sk.opts.rcvbuf == 0 ? net.settings.memory().rmemDefault() : sk.opts.rcvbuf;
        info.put("SK_MEMINFO_RCVBUF", (long) rcvbuf);
        int sndbuf = sk.opts.sndbuf == 0 ? net.settings.memory().wmemDefault() : sk.opts.sndbuf;
        info.put("SK_MEMINFO_SNDBUF", (long) sndbuf);
        return info;
    }

    static Map<String, Long> info(TcpNet net, TcpSock tp) {
        Map<String, Long> info = new LinkedHashMap<>();
        info.put("tcpi_state", (long) tp.state().number());
        info.put("tcpi_ca_state", (long) tp.caState);
        info.put("tcpi_retransmits", (long) tp.retransmits);
        info.put("tcpi_probes", (long) tp.probesOut);
        info.put("tcpi_backoff", (long) tp.backoff);
        info.put("tcpi_options", options(tp));
        info.put("tcpi_snd_wscale", (long) tp.sndWscale);
        info.put("tcpi_rcv_wscale", (long) tp.rcvWscale);
        info.put("tcpi_rto", tp.rto / 1000);
        info.put("tcpi_ato", TcpDiag.atoMicros(net, tp));
        info.put("tcpi_snd_mss", (long) tp.mssCache);
        info.put("tcpi_rcv_mss", (long) tp.rcvMss);
        sender(info, tp);
        times(info, net, tp);
        receiver(info, tp);
        marks(info, tp);
        memory(info, net, tp);
        return info;
    }

    private static long options(TcpSock tp) {
        return (tp.tstampOk ? OPT_TIMESTAMPS : 0)
                | (tp.sackOk ? OPT_SACK : 0)
                | (tp.wscaleOk ? OPT_WSCALE : 0)
                | (ecn(tp) ? OPT_ECN : 0)
                | (tp.ecnSeen ? OPT_ECN_SEEN : 0)
                | (tp.synDataAcked ? OPT_SYN_DATA : 0);
    }

    /** tcp_ecn_mode_any(): classic or accurate ECN, or asked for. */
    static boolean ecn(TcpSock tp) {
        return tp.ecnOk || tp.accEcn.on || tp.accEcn.pending;
    }

    private static void marks(Map<String, Long> info, TcpSock tp) {
        AccEcn a = tp.accEcn;
        info.put("tcpi_delivered_ce", Integer.toUnsignedLong(a.deliveredCe));
        info.put("tcpi_received_ce", Integer.toUnsignedLong(a.receivedCe));
        String[] names = {"e1", "e0", "ce"};
        for (int i = 0; i < names.length; i++) {
            info.put("tcpi_delivered_" + names[i] + "_bytes", Integer.toUnsignedLong(a.deliveredBytes[i]));
            info.put("tcpi_received_" + names[i] + "_bytes", Integer.toUnsignedLong(a.receivedBytes[i]));
        }
        info.put("tcpi_accecn_fail_mode", (long) a.failMode);
        info.put("tcpi_accecn_opt_seen", (long) a.sawOpt);
    }

    private static void sender(Map<String, Long> info, TcpSock tp) {
        info.put("tcpi_unacked", (long) tp.rtx.size());
        info.put("tcpi_sacked", (long) tp.rtx.sackedOut() + tp.renoSacked);
        info.put("tcpi_lost", (long) tp.rtx.lostOut());
        info.put("tcpi_retrans", (long) tp.rtx.retransOut());
        info.put("tcpi_rtt", (long) tp.srttUs >> 3);
        info.put("tcpi_rttvar", (long) tp.mdevUs >> 2);
        info.put("tcpi_min_rtt", (long) (tp.minRttUs == Integer.MAX_VALUE ? -1 : tp.minRttUs) & 0xffff_ffffL);
        info.put("tcpi_snd_ssthresh", (long) tp.ssthresh);
        info.put("tcpi_snd_cwnd", (long) tp.cwnd);
        info.put("tcpi_reordering", (long) tp.reordering);
        info.put("tcpi_reord_seen", (long) tp.reordSeen);
        info.put("tcpi_dsack_dups", (long) tp.dsackDups);
        info.put("tcpi_delivered", tp.delivered);
        info.put("tcpi_total_retrans", tp.totalRetrans);
        info.put("tcpi_bytes_acked", tp.bytesAcked);
        info.put("tcpi_bytes_sent", tp.bytesSent);
        info.put("tcpi_bytes_retrans", tp.bytesRetrans);
        info.put("tcpi_segs_out", tp.segsOut);
        info.put("tcpi_data_segs_out", tp.dataSegsOut);
        info.put("tcpi_total_rto", (long) tp.totalRto);
        info.put("tcpi_fastopen_client_fail", (long) tp.fastopenClientFail);
        info.put("tcpi_rehash", (long) tp.rehash);
        info.put("tcpi_notsent_bytes", Integer.toUnsignedLong(Math.max(0, tp.writeSeq - tp.sndNxt)));
        info.put("tcpi_snd_wnd", Integer.toUnsignedLong(tp.sndWnd));
        info.put("tcpi_pacing_rate", tp.rate.pacingRate);
        info.put("tcpi_max_pacing_rate", tp.opts.maxPacingRate);
        info.put("tcpi_delivery_rate", TcpRate.deliveryRate(tp));
        info.put("tcpi_delivery_rate_app_limited", tp.rate.sampleAppLimited ? 1L : 0L);
        info.put("in_flight", (long) TcpCong.inFlight(tp));
        info.put("SIOCOUTQ", Integer.toUnsignedLong(tp.writeSeq - tp.sndUna));
    }

    private static void times(Map<String, Long> info, TcpNet net, TcpSock tp) {
        info.put("tcpi_busy_time", TcpChrono.busyMicros(net, tp));
        info.put("tcpi_rwnd_limited", TcpChrono.rwndLimitedMicros(net, tp));
        info.put("tcpi_sndbuf_limited", TcpChrono.sndbufLimitedMicros(net, tp));
        info.put("tcpi_last_data_sent", Math.max(0, net.now - tp.lsndtime) / 1_000_000);
        info.put("tcpi_last_data_recv", Math.max(0, net.now - tp.lrcvtime) / 1_000_000);
        info.put("tcpi_last_ack_recv", Math.max(0, net.now - tp.rcvTstamp) / 1_000_000);
        info.put("tcpi_pmtu", (long) tp.pmtu);
        info.put("pingpong", tp.inPingpong() ? 1L : 0L);
    }

    private static void receiver(Map<String, Long> info, TcpSock tp) {
        info.put("tcpi_rcv_ssthresh", (long) tp.rcvSsthresh);
        info.put("tcpi_advmss", (long) tp.advmss);
        info.put("tcpi_rcv_rtt", (long) tp.rcvRttUs >> 3);
        info.put("tcpi_rcv_space", (long) tp.rcvqSpace);
        info.put("tcpi_bytes_received", tp.bytesReceived);
        info.put("tcpi_segs_in", tp.segsIn);
        info.put("tcpi_data_segs_in", tp.dataSegsIn);
        info.put("tcpi_rcv_ooopack", tp.rcvOooPack);
        info.put("tcpi_rcv_wnd", (long) tp.rcvWnd);
        info.put("rcv_window", (long) tp.receiveWindow());
        info.put("window_clamp", (long) tp.windowClamp);
    }

    private static void memory(Map<String, Long> info, TcpNet net, TcpSock tp) {
        info.put("SK_MEMINFO_RMEM_ALLOC", (long) tp.rmemAlloc);
        info.put("SK_MEMINFO_RCVBUF", (long) tp.rcvbuf);
        info.put("SK_MEMINFO_WMEM_ALLOC", 0L);
        info.put("SK_MEMINFO_SNDBUF", (long) SkStream.sndbuf(net, tp));
        info.put("SK_MEMINFO_FWD_ALLOC", (long) tp.forwardAlloc);
        info.put("SK_MEMINFO_WMEM_QUEUED", SkStream.wmemQueued(tp));
        info.put("SK_MEMINFO_OPTMEM", 0L);
        info.put("SK_MEMINFO_BACKLOG", 0L);
        info.put("SK_MEMINFO_DROPS", tp.drops);
    }
}
