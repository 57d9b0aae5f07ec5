package io.rxpath.tcp.core.output;

import io.rxpath.skb.AccEcnOption;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpMib;
import io.rxpath.skb.TcpOptionWriter;
import io.rxpath.tcp.core.NetXmit;
import io.rxpath.tcp.core.TcpSetsockopt;
import io.rxpath.tcp.core.input.TcpAccecn;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.SockOpts;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TimewaitSock;

/**
 * Segments that no full socket sends: RST for nobody's segment, SYN-ACK, and the acknowledgments of request and
 * TIME_WAIT sockets.
 *
 * <p>Kernel: net/ipv4/tcp_ipv4.c tcp_v4_send_reset(), tcp_v4_timewait_ack(), tcp_v4_reqsk_send_ack();
 * net/ipv4/tcp_output.c tcp_make_synack().
 */
public final class TcpSendReply {
    private static final int ECN_MASK = 3;

    private TcpSendReply() {}

    /**
     * tcp_v4_send_reset(), tcp_v6_send_reset(): never for a RST; SEQ=SEG.ACK if there is one, else SEQ=0 and an ACK of all
     * it takes; the TOS of what it answers.
     */
    public static void sendReset(TcpNet net, FlowKey flow, int boundDev, int hash, TcpSkbCb cb) {
        if (cb.rst()) {
            return;
        }
        boolean ack = cb.ack();
        net.tcp.inc(TcpMib.OUT_RSTS);
        bare(
                net,
                flow,
                hash,
                ack ? cb.ackSeq : 0,
                ack ? 0 : cb.endSeq,
                ack ? TcpHeader.RST : TcpHeader.RST | TcpHeader.ACK,
                0,
                false,
                0,
                0,
                cb.dscp,
                boundDev,
                cb);
    }

    /** tcp_v4_timewait_ack(): what the connection would have said, with this ECN mark. */
    public static void timewaitAck(TcpNet net, TimewaitSock tw, int ecn, TcpSkbCb cb) {
        bare(
                net,
                tw.flow,
                tw.skbHash,
                tw.sndNxt,
                tw.rcvNxt,
                TcpHeader.ACK,
                tw.rcvWnd >> tw.rcvWscale & 0xffff,
                tw.tstampOk,
                net.tsNow() + tw.tsOff,
                tw.tsRecent,
                tw.tos | ecn,
                tw.boundDev,
                cb);
    }

    /** tcp_v4_reqsk_send_ack(). */
    public static void requestAck(TcpNet net, RequestSock req, int seq, TcpSkbCb cb) {
        bare(
                net,
                req.flow,
                req.skbHash,
                seq,
                req.rcvNxt(),
                TcpHeader.ACK,
                Math.min(req.rcvWnd, 65535) >> req.rcvWscale,
                req.tstampOk,
                net.tsNow() + req.tsOff,
                req.tsRecent,
                cb.dscp,
                0,
                cb);
    }

    /** tcp_make_synack() and out. Its window is never scaled. */
    public static void sendSynack(TcpNet net, RequestSock req) {
        synack(net, req, net.tsNow() + req.tsOff, false);
    }

    /** The same with this timestamp. */
    public static void sendSynack(TcpNet net, RequestSock req, int tsval) {
        synack(net, req, tsval, false);
    }

    /** tcp_rtx_synack(): the same again, without an option of accurate ECN, which could be what was in the way. */
    public static NetXmit resendSynack(TcpNet net, RequestSock req) {
        return synack(net, req, net.tsNow() + req.tsOff, true);
    }

    /** tcp_ecn_make_synack(): after a timeout in vain accurate ECN keeps its flags back, too. */
    private static int ecnFlags(RequestSock req, boolean again) {
        if (!req.accEcnOk) {
            return req.ecnOk ? TcpHeader.ECE : 0;
        }
        return again && req.numTimeout > 0 ? 0 : TcpAccecn.reflectorFlags(req.synEctRcv);
    }

    private static NetXmit synack(TcpNet net, RequestSock req, int tsval, boolean again) {
        if (req.sntSynack == 0) {
            req.sntSynack = net.now;
            req.sntTsvalFirst = tsval;
        }
        req.sntTsvalLast = tsval;
        int mss = TcpMss.ofMtu(net, req.flow);
        ListenSock listener = req.listener;
        mss = listener == null ? mss : TcpSetsockopt.mssClamp(listener.opts, mss);
        int wscale = req.wscaleOk ? req.rcvWscale : -1;
        int plain = TcpOptionWriter.length(mss, req.sackOk, wscale, req.tstampOk, 0);
        byte[] cookie = req.fastopenCookie;
        int optLen =
                plain + (cookie == null ? 0 : TcpOptionWriter.fastOpenLength(cookie.length, req.fastopenExperimental));
        if (optLen > 40) {
            optLen = plain;
            cookie = null;
        }
        AccEcnOption accEcn = net.accEcn.none();
        if (req.accEcnOk && !again) {
            int extra = TcpAccecnSend.synack(net, accEcn, optLen, req.sackOk, req.tstampOk, req.wscaleOk);
            plain += extra;
            optLen += extra;
        }
        int flags = TcpHeader.SYN | TcpHeader.ACK | ecnFlags(req, again);
        SkBuff skb = TcpTransmitSkb.alloc(TcpHeader.LENGTH + optLen);
        int at = skb.put(TcpHeader.LENGTH + optLen);
        int window = Math.min(req.rcvWnd, 65535);
        TcpTransmitSkb.header(skb.buf(), at, req.flow, req.sntIsn, req.rcvNxt(), flags, window, optLen);
        TcpOptionWriter.write(
                skb.buf(),
                at + TcpHeader.LENGTH,
                mss,
                req.sackOk,
                wscale,
                req.tstampOk,
                tsval,
                req.tsRecent,
                0,
                TcpTransmitSkb.none(),
                TcpTransmitSkb.none(),
                accEcn);
        if (cookie != null) {
            TcpOptionWriter.writeFastOpen(skb.buf(), at + TcpHeader.LENGTH + plain, cookie, req.fastopenExperimental);
        }
        req.fastopenCookie = null;
        SockOpts opts = listener == null ? SockOpts.DEFAULT : listener.opts;
        TcpTransmitSkb.socket(skb, opts, req.boundDev);
        int tos = net.settings.receiver().reflectTos() ? reflected(req) : opts.tos;
        skb.tstamp = net.now;
        return TcpTransmitSkb.send(net, skb, req.flow, req.skbHash, tos);
    }

    /** tcp_reflect_tos: the TOS of the SYN, without ECN. */
    public static int reflected(RequestSock req) {
        return req.synTos & ~ECN_MASK;
    }

    private static void bare(
            TcpNet net,
            FlowKey flow,
            int hash,
            int seq,
            int ack,
            int flags,
            int window,
            boolean timestamp,
            int tsVal,
            int tsEcr,
            int tos,
            int boundDev,
            TcpSkbCb answered) {
        int optLen = timestamp ? 12 : 0;
        SkBuff skb = TcpTransmitSkb.alloc(TcpHeader.LENGTH + optLen);
        int at = skb.put(TcpHeader.LENGTH + optLen);
        TcpTransmitSkb.header(skb.buf(), at, flow, seq, ack, flags, window, optLen);
        if (timestamp) {
            TcpOptionWriter.writeTimestamp(skb.buf(), at + TcpHeader.LENGTH, tsVal, tsEcr);
        }
        skb.replyOptions = answered.ipOptions();
        skb.iif = boundDev;
        TcpTransmitSkb.send(net, skb, flow, hash, tos);
    }
}
