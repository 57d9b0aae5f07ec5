package io.rxpath.tcp.core.output;

import io.rxpath.skb.AccEcnOption;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpMib;
import io.rxpath.skb.TcpOptionWriter;
import io.rxpath.tcp.core.NetXmit;
import io.rxpath.tcp.core.TcpSetsockopt;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.input.TcpAccecn;
import io.rxpath.tcp.core.queue.ReceiveWindow;
import io.rxpath.tcp.core.queue.SkMem;
import io.rxpath.tcp.core.sock.AccEcn;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.sock.TcpTransitions;
import io.rxpath.tcp.core.sock.TimewaitSock;
import io.rxpath.tcp.core.timer.TcpTimers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first segment of a connection of our own, and the SYN-ACK of one whose SYNs have crossed.
 *
 * <p>Kernel: net/ipv4/tcp_ipv4.c tcp_v4_connect(); net/ipv4/tcp_output.c tcp_connect_init(), tcp_connect(),
 * tcp_send_syn_data(), tcp_syn_options(), tcp_send_synack(), tcp_ecn_send_syn(); net/ipv4/tcp_fastopen.c
 * tcp_fastopen_defer_connect().
 */
public final class TcpConnect {
    /** MAX_TCP_OPTION_SPACE: so much is left free in a SYN with data. */
    private static final int MAX_OPTION_SPACE = 40;

    private TcpConnect() {}

    /**
     * connect(): a socket with the command's cookie, in SYN_SENT. Its 4-tuple is free, or that of {@code tw}, which makes room.
     * The SYN goes out, or waits for the first write.
     */
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
        tp.sndUp = isn;
        tp.sndSml = isn;
        tp.rttSeq = isn;
        tp.highSeq = isn;
        tp.rto = TcpTimers.TIMEOUT_INIT;
        tp.mdevUs = 1_000_000;
        tp.rcvbuf = net.settings.memory().rmemDefault();
        TcpSetsockopt.all(net, tp, command.bytes());
        net.hash.insert(tp);
        if ((command.value() & SockCommand.FIRST_WRITE) != 0) {
            tp.deferConnect = true;
        } else if (tp.opts.fastopenConnect) {
            // tcp_fastopen_defer_connect()
            TcpFastopenActive.Request fo = TcpFastopenActive.cookieCheck(net, tp);
            tp.deferConnect = fo.data();
            net.notify(tp, SockEvent.Kind.DEFERRED, tp.deferConnect ? 1 : 0);
            if (!tp.deferConnect) {
                begin(net, tp, fo);
            }
        } else {
            begin(net, tp, TcpFastopenActive.Request.NONE);
        }
        return tp;
    }

    /**
     * tcp_send_syn_data(): the first write of a connection that waits for it.
     *
     * @param bytes what is offered; none though {@code more} follows stands for an address that is none
     * @param more the call has more than that
     * @return how many of them the SYN has taken along
     */
    public static int firstWrite(TcpNet net, TcpSock tp, byte[] bytes, boolean more) {
        tp.deferConnect = false;
        TcpFastopenActive.Request fo = TcpFastopenActive.cookieCheck(net, tp);
        boolean bad = bytes.length == 0 && more;
        init(net, tp);
        clampMss(net, tp, fo.mss());
        int space = Math.max(tp.pmtu - TcpMss.headers(tp.flow), 0);
        space = Math.max(Math.min(space, tp.mssClamp), net.settings.sender().minSndMss()) - MAX_OPTION_SPACE;
        int wanted = fo.data() && !bad ? Math.min(space, bytes.length) : 0;
        int taken = wanted == 0 ? 0 : SkMem.wmemScheduleSome(net, tp, wanted);
        if (taken > 0) {
            TcpChrono.start(net, tp, TcpChrono.BUSY);
            byte[] data = taken == bytes.length ? bytes : Arrays.copyOf(bytes, taken);
            tp.sendQueue.append(data, true);
        }
        send(net, tp, bad ? fo.fallback() : fo, taken);
        return taken;
    }

    /** tcp_connect(), without data. */
    private static void begin(TcpNet net, TcpSock tp, TcpFastopenActive.Request fo) {
        init(net, tp);
        if (tp.opts.fastopenConnect) {
            clampMss(net, tp, fo.mss());
        }
        send(net, tp, fo, 0);
    }

    /** Until the peer says how long its segments may be, it is what was learnt last, or what we take ourselves. */
    private static void clampMss(TcpNet net, TcpSock tp, int learnt) {
        tp.mssClamp = TcpSetsockopt.mssClamp(tp.opts, learnt != 0 ? learnt : tp.advmss);
        TcpMss.sync(net, tp, tp.pmtu);
    }

    private static void send(TcpNet net, TcpSock tp, TcpFastopenActive.Request fo, int len) {
        int isn = tp.sndUna;
        net.tcp.inc(TcpMib.ACTIVE_OPENS);
        SentSeg syn = new SentSeg(isn, isn + 1, false, net.now);
        syn.syn = true;
        tp.rtx.add(syn);
        tp.writeSeq = isn + 1 + len;
        tp.marks.pushedSeq = tp.writeSeq;
        tp.retransStamp = net.now;
        net.tcp.inc(TcpMib.OUT_SEGS);
        TcpSettings.Options options = net.settings.options();
        tp.accEcn.pending = options.asksAccEcn();
        tp.accEcn.negotiated = options.asksAccEcn();
        tp.ecnOk = options.asksEcn();
        if (fo.data()) {
            SentSeg data = new SentSeg(isn + 1, isn + 1 + len, false, net.now);
            data.push = true;
            tp.rtx.add(data);
            SkMem.chargeWriteQueue(net, tp);
            tp.synData = len > 0;
            net.linux.inc(LinuxMib.TCP_ORIG_DATA_SENT);
        }
        transmitSyn(net, tp, TcpHeader.SYN | asks(tp), net.accEcn.none(), fo, len);
        tp.sndNxt = tp.writeSeq;
        if (len > 0) {
            tp.bytesSent += len;
            tp.dataSegsOut++;
            tp.lsndtime = net.now;
        }
        TcpTimers.resetXmitTimer(net, tp, TcpSock.TIME_RETRANS, tp.rto);
    }

    private static void init(TcpNet net, TcpSock tp) {
        TcpSettings settings = net.settings;
        tp.tcpHeaderLen = settings.options().timestamps() ? 32 : 20;
        tp.mssClamp = tp.opts.userMss != 0 ? tp.opts.userMss : TcpMss.unsaid(tp.flow);
        TcpMtuProbe.init(net, tp);
        TcpMss.sync(net, tp, net.pathMtu(tp.flow));
        tp.advmss = TcpSetsockopt.mssClamp(tp.opts, TcpMss.ofMtu(net, tp.flow));
        TcpMss.initializeRcvMss(tp);
        ReceiveWindow.selectInitialWindow(settings, tp);
    }

    /** tcp_syn_options() and the SYN, with ACK if the peer's SYN is there. Its window is never scaled. */
    private static NetXmit transmitSyn(TcpNet net, TcpSock tp, int flags, AccEcnOption accEcn) {
        return transmitSyn(net, tp, flags, accEcn, TcpFastopenActive.Request.NONE, 0);
    }

    private static NetXmit transmitSyn(
            TcpNet net, TcpSock tp, int flags, AccEcnOption accEcn, TcpFastopenActive.Request fo, int len) {
        TcpSettings.Options options = net.settings.options();
        int wscale = options.windowScaling() ? tp.rcvWscale : -1;
        int optLen = TcpOptionWriter.length(tp.advmss, options.sack(), wscale, options.timestamps(), 0);
        if (tp.accEcn.on && tp.retransmits < 2) {
            optLen += TcpAccecnSend.synack(net, accEcn, optLen, options.sack(), options.timestamps(), wscale >= 0);
        }
        int plain = optLen;
        byte @Nullable [] cookie = fo.cookie();
        if (cookie != null) {
            int need = TcpOptionWriter.fastOpenLength(cookie.length, fo.experimental());
            cookie = optLen + need <= MAX_OPTION_SPACE ? cookie : null;
            tp.synFastopen = cookie != null;
            tp.synFastopenExp = tp.synFastopen && fo.experimental();
            optLen += tp.synFastopen ? need : 0;
        }
        SkBuff skb = TcpTransmitSkb.alloc(TcpHeader.LENGTH + optLen + len);
        int at = skb.put(TcpHeader.LENGTH + optLen + len);
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
        if (cookie != null) {
            TcpOptionWriter.writeFastOpen(a, at + TcpHeader.LENGTH + plain, cookie, fo.experimental());
        }
        if (len > 0) {
            tp.sendQueue.copy(0, a, at + TcpHeader.LENGTH + optLen, len);
        }
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
