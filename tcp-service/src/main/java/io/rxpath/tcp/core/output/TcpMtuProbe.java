package io.rxpath.tcp.core.output;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.tcp.core.MtuProbeSettings;
import io.rxpath.tcp.core.ack.TcpCong;
import io.rxpath.tcp.core.ack.TcpLoss;
import io.rxpath.tcp.core.sock.Mtup;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Packetization layer path MTU discovery (RFC 4821): a segment that is longer than the others finds out what gets through.
 *
 * <p>Kernel: net/ipv4/tcp_output.c tcp_mtup_init(), tcp_mtu_probe(), tcp_mtu_check_reprobe(),
 * tcp_can_coalesce_send_queue_head(); net/ipv4/tcp_input.c tcp_mtup_probe_success(), tcp_mtup_probe_failed();
 * net/ipv4/tcp_timer.c tcp_mtu_probing().
 */
public final class TcpMtuProbe {
    /** Nothing was sent, and sending goes on as always. */
    static final int NONE = -1;

    /** Nothing may be sent until what is in flight has left room for a probe. */
    static final int WAIT = 0;

    /** A probe went out. */
    static final int SENT = 1;

    private static final int MIN_CWND = 11;
    private static final long SECOND = 1_000_000_000L;

    private TcpMtuProbe() {}

    /** tcp_mtup_init(): between the host's base and what the peer takes. */
    public static void init(TcpNet net, TcpSock tp) {
        Mtup m = tp.mtup;
        MtuProbeSettings settings = net.settings.mtuProbe();
        m.enabled = settings.probing() > 1;
        m.searchHigh = tp.mssClamp + TcpMss.headers(tp.flow);
        m.searchLow = TcpMss.mssToMtu(tp, settings.baseMss());
        m.probeSize = 0;
        if (m.enabled) {
            m.probeTimestamp = net.now;
        }
    }

    /** tcp_mtu_probe(): {@link #NONE}, {@link #WAIT} or {@link #SENT}. */
    static int probe(TcpNet net, TcpSock tp) {
        Mtup m = tp.mtup;
        boolean busy = m.probeSize != 0 || tp.caState != TcpSock.CA_OPEN;
        if (!m.enabled || busy || tp.cwnd < MIN_CWND || tp.sacks.count != 0 || tp.sacks.dsack) {
            return NONE;
        }
        int size = TcpMss.mtuToMss(net, tp, (m.searchHigh + m.searchLow) >> 1);
        int needed = size + (tp.reordering + 1) * tp.mssCache;
        int interval = m.searchHigh - m.searchLow;
        if (size > TcpMss.mtuToMss(net, tp, m.searchHigh)
                || interval < net.settings.mtuProbe().threshold()) {
            checkReprobe(net, tp);
            return NONE;
        }
        if (tp.writeSeq - tp.sndNxt < needed || tp.sndWnd < needed) {
            return NONE;
        }
        if (Seq.after(tp.sndNxt + needed, tp.wndEnd())) {
            return WAIT;
        }
        if (TcpCong.inFlight(tp) + 2 > tp.cwnd) {
            return TcpCong.inFlight(tp) == 0 ? NONE : WAIT;
        }
        long from = tp.sendOffset(tp.sndNxt);
        if (tp.marks.eorBetween(from, from + size)) {
            return NONE;
        }
        m.seqStart = tp.sndNxt;
        if (!TcpWriteXmit.sendNew(net, tp, size, false, tp.marks.pushBetween(from, from + size))) {
            return NONE;
        }
        // It does not count: should it be lost, the window is as it was.
        tp.cwnd--;
        m.probeSize = TcpMss.mssToMtu(tp, size);
        m.seqEnd = tp.sndNxt;
        return SENT;
    }

    private static void checkReprobe(TcpNet net, TcpSock tp) {
        Mtup m = tp.mtup;
        if (net.now - m.probeTimestamp >= net.settings.mtuProbe().interval() * SECOND) {
            int mss = TcpWriteXmit.currentMss(net, tp);
            m.probeSize = 0;
            m.searchHigh = tp.mssClamp + TcpMss.headers(tp.flow);
            m.searchLow = TcpMss.mssToMtu(tp, mss);
            m.probeTimestamp = net.now;
        }
    }

    /** tcp_mtup_probe_success(): segments are as long as the probe from now on, and the window holds as many bytes. */
    public static void acknowledged(TcpNet net, TcpSock tp) {
        Mtup m = tp.mtup;
        if (m.probeSize == 0 || Seq.after(m.seqEnd, tp.sndUna)) {
            return;
        }
        tp.priorSsthresh = TcpCong.currentSsthresh(tp);
        long cwnd = (long) tp.cwnd * TcpMss.mssToMtu(tp, tp.mssCache) / m.probeSize;
        tp.cwnd = (int) Math.max(1, cwnd);
        tp.cwndCnt = 0;
        tp.cwndStamp = net.now;
        tp.ssthresh = TcpCong.currentSsthresh(tp);
        m.searchLow = m.probeSize;
        m.probeSize = 0;
        TcpMss.sync(net, tp, tp.pmtu);
        net.linux.inc(LinuxMib.TCP_MTUP_SUCCESS);
    }

    /** tcp_mtup_probe_failed(): true if what is lost is the probe, which says nothing of congestion. */
    public static boolean failed(TcpNet net, TcpSock tp) {
        Mtup m = tp.mtup;
        if (m.probeSize == 0 || tp.caState > TcpSock.CA_DISORDER || tp.sndUna != m.seqStart) {
            return false;
        }
        m.searchHigh = m.probeSize - 1;
        m.probeSize = 0;
        net.linux.inc(LinuxMib.TCP_MTUP_FAIL);
        tp.cwnd++;
        TcpLoss.simpleRetransmit(net, tp);
        return true;
    }

    /** tcp_mtu_probing(): timeouts as if long segments vanished. */
    public static void blackHole(TcpNet net, TcpSock tp) {
        MtuProbeSettings settings = net.settings.mtuProbe();
        if (settings.probing() == 0) {
            return;
        }
        Mtup m = tp.mtup;
        if (!m.enabled) {
            m.enabled = true;
            m.probeTimestamp = net.now;
        } else {
            int mss = Math.min(settings.baseMss(), TcpMss.mtuToMss(net, tp, m.searchLow) >> 1);
            mss = Math.max(
                    Math.max(mss, settings.probeFloor()), net.settings.sender().minSndMss());
            m.searchLow = TcpMss.mssToMtu(tp, mss);
        }
        TcpMss.sync(net, tp, tp.pmtu);
    }
}
