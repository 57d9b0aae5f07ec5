package io.rxpath.tcp.core.output;

import io.rxpath.skb.FlowKey;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * How long a segment may be.
 *
 * <p>Kernel: net/ipv4/tcp_output.c tcp_mtu_to_mss(), tcp_sync_mss(), tcp_bound_to_half_wnd(); net/ipv4/tcp.c
 * tcp_initialize_rcv_mss() of net/ipv4/tcp_input.c.
 */
public final class TcpMss {
    private static final int MSS_DEFAULT = 536;
    private static final int IPV6_MIN_MTU = 1280;
    /** ip_rt_min_advmss. */
    private static final int MIN_ADVMSS = 256;

    private TcpMss() {}

    /** IP and TCP header without options. */
    static int headers(FlowKey flow) {
        return flow.isV4() ? 40 : 60;
    }

    /** mss_clamp of an address family: what a peer takes that names no size, options included, bytes. */
    public static int unsaid(FlowKey flow) {
        return flow.isV4() ? MSS_DEFAULT : IPV6_MIN_MTU - headers(flow);
    }

    /**
     * dst_metric_advmss(): the segment size we offer, options included, bytes. On 6.18 a path that is known to be narrow
     * makes it smaller; kernels after it look at the device alone (ipv4_default_advmss()).
     */
    public static int ofMtu(TcpNet net, FlowKey flow) {
        return Math.max(net.pathMtu(flow) - headers(flow), MIN_ADVMSS);
    }

    /** tcp_sync_mss(): the segment size for a path MTU of so many bytes. */
    public static void sync(TcpNet net, TcpSock tp, int pmtu) {
        tp.mtup.searchHigh = Math.min(tp.mtup.searchHigh, pmtu);
        int mss = boundToHalfWnd(tp, mtuToMss(net, tp, pmtu));
        tp.pmtu = pmtu;
        tp.mssCache = tp.mtup.enabled ? Math.min(mss, mtuToMss(net, tp, tp.mtup.searchLow)) : mss;
    }

    /** tcp_mtu_to_mss(): bytes of data in a packet of so many. */
    static int mtuToMss(TcpNet net, TcpSock tp, int mtu) {
        int mss = Math.min(mtu - headers(tp.flow), tp.mssClamp);
        return Math.max(mss, net.settings.sender().minSndMss()) - (tp.tcpHeaderLen - 20);
    }

    /** tcp_mss_to_mtu(). */
    static int mssToMtu(TcpSock tp, int mss) {
        return mss + tp.tcpHeaderLen + headers(tp.flow) - 20;
    }

    /** tcp_bound_to_half_wnd(): a small window takes two segments. */
    public static int boundToHalfWnd(TcpSock tp, int mss) {
        int cutoff = tp.maxWindow > MSS_DEFAULT ? tp.maxWindow >> 1 : tp.maxWindow;
        return cutoff != 0 && mss > cutoff ? Math.max(cutoff, 68 - tp.tcpHeaderLen) : mss;
    }

    /** tcp_initialize_rcv_mss(). */
    public static void initializeRcvMss(TcpSock tp) {
        int hint = Math.min(Math.min(tp.advmss, tp.mssCache), Math.min(tp.rcvWnd / 2, MSS_DEFAULT));
        tp.rcvMss = Math.max(hint, 88);
    }
}
