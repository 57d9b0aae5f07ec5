package io.rxpath.tcp.core.output;

import io.rxpath.tcp.core.ack.TcpCong;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * How much goes out at once. Segments leave this stack one by one, but what the kernel would send as one super-packet
 * shows in where PSH stands, in where a window cuts a segment, and in what waits for the next acknowledgment.
 *
 * <p>Kernel: net/ipv4/tcp_output.c tcp_tso_autosize(), tcp_cwnd_test(), tcp_mss_split_point(), tcp_tso_should_defer().
 */
final class TcpTso {
    private static final int GSO_MAX_SIZE = 65536 - 321;
    private static final long RECENT = 1_000_000;

    private TcpTso() {}

    /** tcp_tso_autosize(): most segments of a super-packet: one millisecond's worth, more on short paths. */
    static int maxSegments(TcpNet net, TcpSock tp, int mss) {
        long bytes = tp.rate.pacingRate >>> 10;
        int r = tp.minRttUs >> 9;
        if (r < 32 && bytes < GSO_MAX_SIZE) {
            bytes += GSO_MAX_SIZE >> r;
        }
        return (int) Math.max(
                Math.min(bytes, GSO_MAX_SIZE) / mss, net.settings.sender().minTsoSegs());
    }

    /** tcp_cwnd_test(): segments that may go out at once; at most half a window, so that two are in flight. */
    static int quota(TcpNet net, TcpSock tp, int mss, boolean probe) {
        int left = tp.cwnd - TcpCong.inFlight(tp);
        if (left <= 0) {
            return probe ? 1 : 0;
        }
        return Math.min(Math.min(left, Math.max(tp.cwnd >> 1, 1)), maxSegments(net, tp, mss));
    }

    /** tcp_mss_split_point(): how many of {@code dataLeft} bytes, more than a segment, go out at once. */
    static int splitPoint(TcpSock tp, int mss, int quota, int dataLeft, int nagle) {
        int needed = Math.min(dataLeft, tp.wndEnd() - tp.sndNxt);
        if (mss * quota <= needed) {
            return mss * quota;
        }
        int partial = needed % mss;
        return partial != 0 && TcpWriteXmit.nagle(tp, nagle) ? needed - partial : needed;
    }

    /** tcp_tso_should_defer(): a little could go out, but more could soon. */
    static boolean shouldDefer(TcpNet net, TcpSock tp, int mss, int dataLeft, boolean last) {
        if (tp.caState >= TcpSock.CA_RECOVERY || net.now - tp.pacing.wstamp > RECENT || tp.rtx.isEmpty()) {
            return false;
        }
        int sendWin = tp.wndEnd() - tp.sndNxt;
        int congWin = (tp.cwnd - TcpCong.inFlight(tp)) * tp.mssCache;
        int limit = Math.min(sendWin, congWin);
        if (limit >= maxSegments(net, tp, mss) * tp.mssCache) {
            return false;
        }
        if (!last && limit >= dataLeft) {
            // In the middle of the queue it gets no more data.
            return false;
        }
        int divisor = net.settings.sender().tsoWinDivisor();
        int chunk = Math.min(tp.sndWnd, tp.cwnd * tp.mssCache);
        if (divisor == 0 ? limit > 3 * tp.mssCache : limit >= chunk / divisor) {
            return false;
        }
        if (net.now - tp.rtx.get(0).sent < (tp.srttUs >> 4) * 1000L) {
            return false;
        }
        return limit <= dataLeft || !tp.finQueued;
    }

    /** What was deferred waits for the congestion window, not the peer's. */
    static boolean cwndLimited(TcpSock tp) {
        int sendWin = tp.wndEnd() - tp.sndNxt;
        int congWin = (tp.cwnd - TcpCong.inFlight(tp)) * tp.mssCache;
        return congWin < sendWin && congWin <= tp.writeSeq - tp.sndNxt;
    }

    /** What was deferred waits for the peer's window. */
    static boolean rwndLimited(TcpSock tp, int dataLeft) {
        int sendWin = tp.wndEnd() - tp.sndNxt;
        return sendWin <= (tp.cwnd - TcpCong.inFlight(tp)) * tp.mssCache && sendWin <= dataLeft;
    }
}
