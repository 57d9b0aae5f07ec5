package io.rxpath.tcp.core.output;

import io.rxpath.skb.AccEcnOption;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpMib;
import io.rxpath.skb.TcpOptionWriter;
import io.rxpath.tcp.core.NetXmit;
import io.rxpath.tcp.core.TcpSetsockopt;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.input.TcpAccecn;
import io.rxpath.tcp.core.queue.ReceiveWindow;
import io.rxpath.tcp.core.sock.AccEcn;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.sock.TcpTransitions;
import io.rxpath.tcp.core.sock.TimewaitSock;
import io.rxpath.tcp.core.timer.TcpTimers;
import org.jspecify.annotations.Nullable;

/**
 * The first segment of a connection of our own, and the SYN-ACK of one whose SYNs have crossed.
 *
 * <p>Kernel: net/ipv4/tcp_ipv4.c tcp_v4_connect(); net/ipv4/tcp_output.c tcp_connect_init(), tcp_connect(),
 * tcp_syn_options(), tcp_send_synack(), tcp_ecn_send_syn().
 */
public final class TcpConnect {
    private TcpConnect() {}

    /** connect(): a socket with the command's cookie, in SYN_SENT. Its 4-tuple is free, or that of {@code tw}, which makes room. */
    public static TcpSock connect(TcpNet net, SockCommand command, @Nullable TimewaitSock tw) {
        TcpSock tp = new TcpSock(command.cookie(), command.flow());
        net.memory.socket(1);
        tp.skbHash = command.hash();
        tp.active = true;
        tp.portChosen = (command.value() & SockCommand.PORT_CHOSEN) != 0;
        tp.accepted = true;
        tp.announced = true;
        TcpTransitions.restore(tp, TcpState.SYN_SENT);
        if (tw == null) {
            tp.writeSeq = net.secureSeq.isn(tp.flow, net.now);
        } else {
            TcpTwskUnique.inherit(net, tp, tw);
        }
        int isn = tp.writeSeq;
        tp.tsOff = net.secureSeq.tsOff(tp.flow);
        tp.sndUna = isn;
        tp.sndNxt = isn;
        tp.sndSml = isn;
        tp.rttSeq = isn;
        tp.highSeq = isn;
        tp.rto = TcpTimers.TIMEOUT_INIT;
        tp.mdevUs = 1_000_000;
        tp.rcvbuf = net.settings.memory().rmemDefault();
        TcpSetsockopt.all(net, tp, command.bytes());
        init(net, tp);
        net.hash.insert(tp);
        net.tcp.inc(TcpMib.ACTIVE_OPENS);
        tp.writeSeq++;
        tp.marks.pushedSeq = tp.writeSeq;
        SentSeg syn = new SentSeg(isn, isn + 1, false, net.now);
        syn.syn = true;
        tp.rtx.add(syn);
        tp.sndNxt = tp.writeSeq;
        tp.retransStamp = net.now;
        net.tcp.inc(TcpMib.OUT_SEGS);
        TcpSettings.Options options = net.settings.options();
        tp.accEcn.pending = options.asksAccEcn();
        tp.accEcn.negotiated = options.asksAccEcn();
        tp.ecnOk = options.asksEcn();
        transmitSyn(net, tp, TcpHeader.SYN | asks(tp), net.accEcn.none());
        TcpTimers.resetXmitTimer(net, tp, TcpSock.TIME_RETRANS, tp.rto);
        return tp;
    }

    private static void init(TcpNet net, TcpSock tp) {
        TcpSettings settings = net.settings;
        tp.tcpHeaderLen = settings.options().timestamps() ? 32 : 20;
        tp.mssClamp = tp.opts.userMss != 0 ? tp.opts.userMss : TcpMss.unsaid(tp.flow);
        TcpMss.sync(net, tp, net.pathMtu(tp.flow));
        tp.advmss = TcpSetsockopt.mssClamp(tp.opts, TcpMss.ofMtu(net, tp.flow));
        TcpMss.initializeRcvMss(tp);
        ReceiveWindow.selectInitialWindow(settings, tp);
    }

    /** tcp_syn_options() and the SYN, with ACK if the peer's SYN is there. Its window is never scaled. */
    private static NetXmit transmitSyn(TcpNet net, TcpSock tp, int flags, AccEcnOption accEcn) {
        TcpSettings.Options options = net.settings.options();
        int wscale = options.windowScaling() ? tp.rcvWscale : -1;
        int optLen = TcpOptionWriter.length(tp.advmss, options.sack(), wscale, options.timestamps(), 0);
        if (tp.accEcn.on && tp.retransmits < 2) {
            optLen += TcpAccecnSend.synack(net, accEcn, optLen, options.sack(), options.timestamps(), wscale >= 0);
        }
        SkBuff skb = TcpTransmitSkb.alloc(TcpHeader.LENGTH + optLen);
        int at = skb.put(TcpHeader.LENGTH + optLen);
        byte[] a = skb.buf();
        int window = Math.min(tp.rcvWnd, 65535);
        TcpTransmitSkb.header(a, at, tp.flow, tp.sndUna, tp.rcvNxt, flags, window, optLen);
        TcpOptionWriter.write(
                a,
                at + TcpHeader.LENGTH,
                tp.advmss,
                options.sack(),
                wscale,
                options.timestamps(),
                net.tsNow() + tp.tsOff,
                tp.tsRecent,
                0,
                TcpTransmitSkb.none(),
                TcpTransmitSkb.none(),
                accEcn);
        tp.segsOut++;
        return TcpTransmitSkb.own(net, tp, skb, 0);
    }

    /** tcp_send_synack(), tcp_ecn_send_synack(): the SYNs have crossed. */
    public static NetXmit sendSynack(TcpNet net, TcpSock tp) {
        AccEcn a = tp.accEcn;
        int ecn = a.on ? TcpAccecn.reflectorFlags(a.synEctRcv) : tp.ecnOk ? TcpHeader.ECE : 0;
        return transmitSyn(net, tp, TcpHeader.SYN | TcpHeader.ACK | ecn, net.accEcn.none());
    }

    /** The flags by which a SYN asks for what {@link #connect} has decided. */
    private static int asks(TcpSock tp) {
        return tp.accEcn.pending ? TcpAccecn.FLAGS : tp.ecnOk ? TcpHeader.ECE | TcpHeader.CWR : 0;
    }

    /**
     * The SYN again. tcp_ecn_clear_syn(): it asks for no ECN any more, which could be what was in the way; for accurate ECN
     * it asks once more.
     */
    static NetXmit retransmitSyn(TcpNet net, TcpSock tp) {
        net.linux.inc(LinuxMib.TCP_SYN_RETRANS);
        if (tp.state() == TcpState.SYN_RECV) {
            return sendSynack(net, tp);
        }
        boolean insists = tp.accEcn.pending && tp.retransmits <= 1;
        boolean asks = insists || !net.settings.ecn().fallback();
        return transmitSyn(net, tp, TcpHeader.SYN | (asks ? asks(tp) : 0), net.accEcn.none());
    }
}
